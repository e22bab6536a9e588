import {
  AnswerContext,
  Attributes,
  Collection,
  collection,
  Singleton,
} from '../model/Resource';

interface Module {
  name: string;
  level: 'nominal' | 'none';
  since?: string;
}

const MODULES: Module[] = [
  ...['afm', 'apm', 'asm', 'avr', 'fps', 'gtm', 'lc'].map(none),
  { name: 'ilx', level: 'none', since: '12.0' },
  { name: 'ltm', level: 'nominal' },
  { name: 'pem', level: 'none' },
  { name: 'cgnat', level: 'none', since: '15.0' },
  { name: 'dos', level: 'none', since: '14.1' },
  { name: 'sslo', level: 'none', since: '14.1' },
  { name: 'swg', level: 'none' },
  { name: 'urldb', level: 'none', since: '14.0' },
];

function none(name: string): Module {
  return { name, level: 'none' };
}

function modules({ version }: AnswerContext): Module[] {
  return MODULES.filter(({ since }) => !since || version.atLeast(since)).sort(
    (a, b) => (a.name < b.name ? -1 : 1),
  );
}

const provision = collection<Module>({
  path: 'sys/provision',
  label: 'provision',
  partitioned: false,
  list: modules,
  find: (context, name) => modules(context).find(m => m.name === name),
  fullPath: ({ name }) => name,
  generation: () => 1,
  attributes: ({ level }) => ({
    cpuRatio: 0,
    diskRatio: 0,
    level,
    memoryRatio: 0,
  }),
});

interface Variable {
  name: string;
  value: string;
  defaultValue?: string;
  range: string;
  since?: string;
}

const BOOLEAN = 'false true';
const SWITCH = 'disable enable';

const VARIABLES: Variable[] = [
  { name: 'configsync.autosyncenabled', value: 'enable', range: SWITCH },
  { name: 'dhclient.mgmt', value: 'disable', range: SWITCH },
  { name: 'failover.standby.linkdowntime', value: '0', range: 'integer' },
  { name: 'httpd.basic_auth', value: 'enable', range: SWITCH, since: '15.1' },
  { name: 'icrd.timeout', value: '60', range: 'integer min:1 max:600' },
  { name: 'log.ssl.level', value: 'Warning', range: 'text' },
  { name: 'mcpd.mvenabled', value: 'false', range: BOOLEAN, since: '14.0' },
  { name: 'provision.cpu.afm', value: '0', range: 'integer' },
  { name: 'provision.extramb', value: '0', range: 'integer min:0 max:8192' },
  {
    name: 'provision.restjavad.extramb',
    value: '384',
    range: 'integer min:384 max:8192',
    since: '17.1',
  },
  { name: 'restjavad.timeout', value: '60', range: 'integer min:1 max:600' },
  { name: 'restjavad.useextramb', value: 'false', range: BOOLEAN },
  { name: 'setup.run', value: 'false', range: BOOLEAN },
  { name: 'systemauth.disablebash', value: 'false', range: BOOLEAN },
  { name: 'systemauth.primaryadminuser', value: 'admin', range: 'text' },
  {
    name: 'ui.system.preferences.advancedselection',
    value: 'basic',
    range: 'text',
  },
];

function variables({ version }: AnswerContext): Variable[] {
  return VARIABLES.filter(({ since }) => !since || version.atLeast(since));
}

const db = collection<Variable>({
  path: 'sys/db',
  label: 'DB variable',
  partitioned: false,
  list: variables,
  find: (context, name) =>
    variables(context).find(
      variable => variable.name === name.toLocaleLowerCase('en'),
    ),
  fullPath: ({ name }) => name,
  generation: () => 1,
  attributes: ({ value, defaultValue, range }) => ({
    defaultValue: defaultValue ?? value,
    scfConfig: 'true',
    value,
    valueRange: range,
  }),
});

function singleton(
  path: string,
  attributes: (context: AnswerContext) => Attributes,
): Singleton {
  return { type: 'singleton', path, attributes };
}

const settings: Singleton[] = [
  singleton('sys/global-settings', ({ configuration, version }) => ({
    awsApiMaxConcurrency: 1,
    consoleInactivityTimeout: 0,
    customAddr: 'none',
    failsafeAction: 'go-offline-restart-tm',
    fileBlacklistPathPrefix:
      '{/shared/3dns/} {/shared/bin/} {/shared/core/} {/appdata/} {/config/filestore/}',
    ...(version.atLeast('13.0') && { guiAudit: 'disabled' }),
    guiSecurityBanner: 'enabled',
    guiSecurityBannerText: 'Welcome to the BIG-IP Configuration Utility.',
    guiSetup: 'disabled',
    hostAddrMode: 'management',
    hostname: configuration.identity.hostname,
    lcdDisplay: 'enabled',
    mgmtDhcp: 'disabled',
    netReboot: 'disabled',
    passwordPrompt: 'Password',
    quietBoot: 'enabled',
    usernamePrompt: 'Username',
  })),
  singleton('sys/httpd', ({ configuration, version }) => ({
    allow: ['All'],
    authName: 'BIG-IP',
    authPamDashboardTimeout: 'off',
    authPamIdleTimeout: 1200,
    authPamValidateIp: 'on',
    fastcgiTimeout: 300,
    fipsCipherVersion: 0,
    hostnameLookup: 'off',
    logLevel: 'warn',
    maxClients: 10,
    redirectHttpToHttps: 'disabled',
    requestBodyMaxTimeout: 0,
    requestBodyMinRate: 500,
    requestBodyTimeout: 60,
    requestHeaderMaxTimeout: 40,
    requestHeaderMinRate: 500,
    requestHeaderTimeout: 20,
    sslCertfile: '/etc/httpd/conf/ssl.crt/server.crt',
    sslCertkeyfile: '/etc/httpd/conf/ssl.key/server.key',
    sslCiphersuite:
      'ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:AES128-GCM-SHA256:AES256-GCM-SHA384',
    sslOcspDefaultResponder: 'http://127.0.0.1',
    sslOcspEnable: 'off',
    sslOcspOverrideResponder: 'off',
    sslOcspResponderTimeout: 300,
    sslOcspResponseMaxAge: -1,
    sslOcspResponseTimeSkew: 300,
    sslPort: 443,
    sslProtocol: version.atLeast('14.1')
      ? 'all -SSLv2 -SSLv3 -TLSv1'
      : 'all -SSLv2 -SSLv3',
    sslVerifyClient: 'no',
    sslVerifyDepth: 10,
    // A farm may put certificate files of its own here.
    ...configuration.opaqueObjects('sys/httpd').get('httpd')?.attributes,
  })),
  singleton('sys/dns', () => ({
    description: 'configured-by-dhcp',
    nameServers: ['192.0.2.53'],
    search: ['localhost'],
  })),
  singleton('sys/ntp', ({ configuration }) => ({
    servers: ['192.0.2.123'],
    timezone: configuration.identity.timeZone,
  })),
  singleton('sys/sshd', () => ({
    allow: ['ALL'],
    banner: 'disabled',
    inactivityTimeout: 0,
    logLevel: 'info',
    login: 'enabled',
    port: 22,
  })),
  singleton('sys/snmp', () => ({
    agentAddresses: ['tcp6:161', 'udp6:161'],
    allowedAddresses: ['127.0.0.0/8'],
    sysContact: 'Customer Name <admin@customer.com>',
    sysLocation: 'Network Closet 1',
  })),
  singleton('sys/syslog', () => ({
    authPrivFrom: 'notice',
    authPrivTo: 'emerg',
    clusteredHostSlot: 'enabled',
    consoleLog: 'enabled',
    cronFrom: 'warning',
    cronTo: 'emerg',
    daemonFrom: 'notice',
    daemonTo: 'emerg',
    isoDate: 'disabled',
    kernFrom: 'debug',
    kernTo: 'emerg',
    localSixFrom: 'notice',
    localSixTo: 'emerg',
    mailFrom: 'notice',
    mailTo: 'emerg',
    messagesFrom: 'notice',
    messagesTo: 'warning',
    remoteServers: [],
    userLogFrom: 'notice',
    userLogTo: 'emerg',
  })),
  singleton('sys/crypto/allow-key-export', () => ({ value: 'enabled' })),
  singleton('sys/management-ovsdb', () => ({
    caCertFile: 'none',
    certFile: 'none',
    certKeyFile: 'none',
    enabled: false,
  })),
  singleton('auth/source', () => ({ fallback: 'false', type: 'local' })),
  singleton('cli/global-settings', () => ({
    audit: 'enabled',
    idleTimeout: 'disabled',
    service: 'name',
  })),
];

export const systemResources: (Collection | Singleton)[] = [
  provision,
  db,
  ...settings,
];
