import type {
  DeviceConfiguration,
  ServerSslProfile,
} from '../../configuration';
import { urlName } from '../model/Links';
import { AnswerContext, Attributes, collection } from '../model/Resource';
import { sslProfileStats } from '../stats/sslProfile';
import {
  asVersionWrites,
  ciphers,
  isStringList,
  reference,
  refuseUnknownAttributes,
  tmOptions,
} from './profileAttributes';
import { SERVER_SSL_PLACED, serverSslWrites } from './profileWrites';
import { sealedSecret } from './secrets';

const CERTIFICATES = 'sys/file/ssl-cert';
const KEYS = 'sys/file/ssl-key';
const PATH = 'ltm/profile/server-ssl';

/** A profile that sets nothing. */
const UNNAMED: ServerSslProfile = { fullPath: '', generation: 0 };

export const serverSslResource = collection<ServerSslProfile>({
  path: PATH,
  label: 'ServerSSL Profile',
  partitioned: true,
  list: ({ configuration }) => configuration.serverSslProfiles.list(),
  find: ({ configuration }, path) => configuration.serverSslProfiles.get(path),
  fullPath: profile => profile.fullPath,
  generation: profile => profile.generation,
  attributes: serverSslAttributes,
  stats: ({ fullPath }) => [
    { key: urlName(fullPath), entries: sslProfileStats(fullPath) },
  ],
  writes: {
    ...serverSslWrites,
    check: (body, _method, context) =>
      refuseUnknownAttributes(
        body,
        newest => serverSslAttributes(UNNAMED, newest),
        SERVER_SSL_PLACED,
        context,
      ),
  },
});

/** Fills unset attributes from the ancestors, nearest first. */
function inherit(
  profile: ServerSslProfile,
  configuration: DeviceConfiguration,
): ServerSslProfile {
  const seen = new Set<string>();
  const lineage: ServerSslProfile[] = [];
  let current: ServerSslProfile | undefined = profile;
  while (current && !seen.has(current.fullPath)) {
    seen.add(current.fullPath);
    lineage.unshift(current);
    current = current.defaultsFrom
      ? configuration.serverSslProfiles.get(current.defaultsFrom)
      : undefined;
  }
  const set = (values: object) =>
    Object.fromEntries(
      Object.entries(values).filter(([, value]) => value !== undefined),
    );
  return Object.assign({}, ...lineage.map(set), {
    defaultsFrom: profile.defaultsFrom,
    description: profile.description,
    appService: profile.appService,
    attributes: Object.assign({}, ...lineage.map(p => p.attributes)),
  });
}

function serverSslAttributes(
  profile: ServerSslProfile,
  context: AnswerContext,
): Attributes {
  const { version } = context;
  const resolved = inherit(profile, context.configuration);
  const {
    tmOptions: options,
    cipherGroup: _,
    ...more
  } = resolved.attributes ?? {};
  const { ciphers: cipherText } = more;
  const { hasC3d, hasModernTls } = version;
  return asVersionWrites(
    {
      alertTimeout: 'indefinite',
      allowExpiredCrl: version.atLeast('13.0') ? 'disabled' : undefined,
      appService: profile.appService ?? 'none',
      authenticate: 'once',
      authenticateDepth: 9,
      authenticateName: resolved.authenticateName ?? 'none',
      bypassOnClientCertFail: version.atLeast('13.0') ? 'disabled' : undefined,
      bypassOnHandshakeAlert: version.atLeast('13.0') ? 'disabled' : undefined,
      ...(hasC3d && {
        c3dCaCert: 'none',
        c3dCaKey: 'none',
        c3dCertExtensionCustomOids: [],
        c3dCertExtensionIncludes: [
          'basic-constraints',
          'extended-key-usage',
          'key-usage',
          'subject-alternative-name',
        ],
        c3dCertLifespan: 24,
      }),
      ...reference('caFile', resolved.caFile, CERTIFICATES, context),
      cacheSize: 262144,
      cacheTimeout: 3600,
      ...reference('cert', resolved.cert, CERTIFICATES, context),
      ...reference('chain', resolved.chain, CERTIFICATES, context),
      ...ciphers(
        {
          ciphers: typeof cipherText === 'string' ? cipherText : undefined,
          attributes: resolved.attributes,
        },
        context,
      ),
      crl: hasModernTls ? 'none' : undefined,
      ...reference('crlFile', resolved.crlFile, 'sys/file/ssl-crl', context),
      data_0rtt: hasModernTls ? 'disabled' : undefined,
      ...reference('defaultsFrom', profile.defaultsFrom, PATH, context),
      description: profile.description ?? 'none',
      expireCertResponseControl: 'drop',
      genericAlert: 'enabled',
      handshakeTimeout: '10',
      ...reference('key', resolved.key, KEYS, context),
      maxActiveHandshakes: version.atLeast('13.0') ? 'indefinite' : undefined,
      modSslMethods: 'disabled',
      mode: 'enabled',
      ocsp: version.atLeast('13.1') ? 'none' : undefined,
      tmOptions: tmOptions(
        isStringList(options) ? options : undefined,
        context,
      ),
      passphrase: resolved.passphrase
        ? sealedSecret(resolved.passphrase, context.configuration)
        : undefined,
      peerCertMode: resolved.peerCertMode ?? 'ignore',
      proxySsl: 'disabled',
      proxySslPassthrough: 'disabled',
      renegotiatePeriod: 'indefinite',
      renegotiateSize: 'indefinite',
      renegotiation: 'enabled',
      retainCertificate: 'true',
      revokedCertStatusResponseControl: hasModernTls ? 'drop' : undefined,
      secureRenegotiation: 'require-strict',
      serverName: resolved.serverName ?? 'none',
      sessionMirroring: 'disabled',
      sessionTicket: 'disabled',
      sniDefault: 'false',
      sniRequire: 'false',
      sslC3d: hasC3d ? 'disabled' : undefined,
      sslForwardProxy: 'disabled',
      sslForwardProxyBypass: 'disabled',
      sslForwardProxyVerifiedHandshake: version.atLeast('14.1')
        ? 'disabled'
        : undefined,
      sslSignHash: 'any',
      strictResume: 'disabled',
      uncleanShutdown: 'enabled',
      unknownCertStatusResponseControl: hasModernTls ? 'ignore' : undefined,
      untrustedCertResponseControl: 'drop',
      ...more,
    },
    context,
  );
}
