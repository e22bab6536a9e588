import type { CertKeyChainEntry, ClientSslProfile } from '../../configuration';
import { urlName } from '../model/Links';
import { AnswerContext, Attributes, collection } from '../model/Resource';
import { sslProfileStats } from '../stats/sslProfile';
import { mirrored } from './certKeyChain';
import { CLIENT_SSL_PLACED, clientSslWrites } from './profileWrites';
import { sealedSecret } from './secrets';
import {
  asVersionWrites,
  ciphers,
  isStringList,
  reference,
  refuseUnknownAttributes,
  tmOptions,
} from './profileAttributes';

const CERTIFICATES = 'sys/file/ssl-cert';
const KEYS = 'sys/file/ssl-key';
const PATH = 'ltm/profile/client-ssl';

/** A profile that sets nothing. */
const UNNAMED: ClientSslProfile = {
  fullPath: '',
  generation: 0,
  sniDefault: false,
  sniRequire: false,
};

export const clientSslResource = collection<ClientSslProfile>({
  path: PATH,
  label: 'ClientSSL Profile',
  partitioned: true,
  list: ({ configuration }) => configuration.clientSslProfiles.list(),
  find: ({ configuration }, path) => configuration.clientSslProfiles.get(path),
  fullPath: profile => profile.fullPath,
  generation: profile => profile.generation,
  attributes: clientSslAttributes,
  stats: ({ fullPath }) => [
    { key: urlName(fullPath), entries: sslProfileStats(fullPath) },
  ],
  writes: {
    ...clientSslWrites,
    check: (body, _method, context) =>
      refuseUnknownAttributes(
        body,
        newest => clientSslAttributes(UNNAMED, newest),
        CLIENT_SSL_PLACED,
        context,
      ),
  },
});

function chainEntry(
  entry: CertKeyChainEntry,
  context: AnswerContext,
): Attributes {
  return asVersionWrites(
    {
      name: entry.name,
      appService: 'none',
      ...reference('cert', entry.cert, CERTIFICATES, context),
      ...reference('chain', entry.chain, CERTIFICATES, context),
      ...reference('key', entry.key, KEYS, context),
      ...(entry.passphrase && {
        passphrase: sealedSecret(entry.passphrase, context.configuration),
      }),
      ...(context.version.hasChainUsage && { usage: entry.usage ?? 'SERVER' }),
      ...entry.attributes,
    },
    context,
  );
}

function clientSslAttributes(
  profile: ClientSslProfile,
  context: AnswerContext,
): Attributes {
  const { configuration, version } = context;
  const resolved = configuration.resolveClientSsl(profile);
  const {
    tmOptions: options,
    cipherGroup: _,
    ...more
  } = resolved.attributes ?? {};
  const mirror = mirrored(resolved.certKeyChain, configuration);
  const { hasC3d, hasChainUsage, hasModernTls } = version;
  return {
    ...asVersionWrites(
      {
        alertTimeout: 'indefinite',
        allowDynamicRecordSizing: version.atLeast('12.1')
          ? 'disabled'
          : undefined,
        allowExpiredCrl: version.atLeast('13.0') ? 'disabled' : undefined,
        allowNonSsl: 'disabled',
        appService: profile.appService ?? 'none',
        authenticate: 'once',
        authenticateDepth: 9,
        bypassOnClientCertFail: version.atLeast('13.0')
          ? 'disabled'
          : undefined,
        bypassOnHandshakeAlert: version.atLeast('13.0')
          ? 'disabled'
          : undefined,
        ...(hasC3d && {
          c3dClientFallbackCert: 'none',
          c3dDropUnknownOcspStatus: 'drop',
          c3dOcsp: 'none',
        }),
        ...reference('caFile', resolved.caFile, CERTIFICATES, context),
        cacheSize: 262144,
        cacheTimeout: 3600,
        ...reference('cert', mirror?.cert, CERTIFICATES, context),
        certExtensionIncludes: [
          'basic-constraints',
          'subject-alternative-name',
        ],
        certLifespan: 30,
        certLookupByIpaddrPort: 'disabled',
        ...reference('chain', mirror?.chain, CERTIFICATES, context),
        ...ciphers(resolved, context),
        ...reference(
          'clientCertCa',
          resolved.clientCertCa,
          CERTIFICATES,
          context,
        ),
        crl: hasModernTls ? 'none' : undefined,
        ...reference('crlFile', resolved.crlFile, 'sys/file/ssl-crl', context),
        data_0rtt: hasModernTls ? 'disabled' : undefined,
        ...reference('defaultsFrom', profile.defaultsFrom, PATH, context),
        description: profile.description ?? 'none',
        destinationIpBlacklist: 'none',
        destinationIpWhitelist: 'none',
        forwardProxyBypassDefaultAction: 'intercept',
        genericAlert: 'enabled',
        handshakeTimeout: '10',
        hostnameBlacklist: 'none',
        hostnameWhitelist: 'none',
        inheritCaCertkeychain: hasChainUsage ? 'false' : undefined,
        inheritCertkeychain: String(resolved.inheritsCertKeyChain),
        ...reference('key', mirror?.key, KEYS, context),
        maxActiveHandshakes: version.atLeast('13.0') ? 'indefinite' : undefined,
        maxAggregateRenegotiationPerMinute: version.atLeast('12.1')
          ? 'indefinite'
          : undefined,
        maxRenegotiationsPerMinute: 5,
        maximumRecordSize: version.atLeast('12.1') ? 16384 : undefined,
        modSslMethods: 'disabled',
        mode: resolved.mode ?? 'enabled',
        notifyCertStatusToVirtualServer: version.atLeast('13.0')
          ? 'disabled'
          : undefined,
        ocspStapling: version.atLeast('12.1') ? 'disabled' : undefined,
        tmOptions: tmOptions(
          isStringList(options) ? options : undefined,
          context,
        ),
        ...(mirror?.passphrase && {
          passphrase: sealedSecret(mirror.passphrase, configuration),
        }),
        peerCertMode: 'ignore',
        peerNoRenegotiateTimeout: version.atLeast('12.1') ? '10' : undefined,
        ...reference(
          'proxyCaCert',
          resolved.proxyCaCert,
          CERTIFICATES,
          context,
        ),
        ...reference('proxyCaKey', resolved.proxyCaKey, KEYS, context),
        proxySsl: 'disabled',
        proxySslPassthrough: 'disabled',
        renegotiateMaxRecordDelay: 'indefinite',
        renegotiatePeriod: 'indefinite',
        renegotiateSize: 'indefinite',
        renegotiation: 'enabled',
        retainCertificate: 'true',
        secureRenegotiation: 'require',
        serverName: resolved.serverName ?? 'none',
        sessionMirroring: 'disabled',
        sessionTicket: 'disabled',
        sessionTicketTimeout: version.atLeast('12.1') ? 0 : undefined,
        sniDefault: String(profile.sniDefault),
        sniRequire: String(profile.sniRequire),
        sourceIpBlacklist: 'none',
        sourceIpWhitelist: 'none',
        sslC3d: hasC3d ? 'disabled' : undefined,
        sslForwardProxy: 'disabled',
        sslForwardProxyBypass: 'disabled',
        sslForwardProxyVerifiedHandshake: version.atLeast('14.1')
          ? 'disabled'
          : undefined,
        sslSignHash: 'any',
        strictResume: 'disabled',
        uncleanShutdown: 'enabled',
        ...more,
      },
      context,
    ),
    ...(resolved.certKeyChain.length > 0 && {
      certKeyChain: resolved.certKeyChain.map(entry =>
        chainEntry(entry, context),
      ),
    }),
  };
}
