import { FarmProblem } from './FarmFileError';
import { ConfigurationDefinition, FarmDefinition } from './schema';

/** Objects that every device has, so that a farm file may refer to them. */
const FACTORY_CERTIFICATES = [
  '/Common/default.crt',
  '/Common/ca-bundle.crt',
  '/Common/f5-ca-bundle.crt',
  '/Common/f5-irule.crt',
];
const FACTORY_PROFILE = /^\/Common\/[a-z0-9-]*(clientssl|serverssl)[a-z0-9-]*$/;

/** Finds references to things that do not exist and names that are taken twice. */
export function checkReferences(farm: FarmDefinition): FarmProblem[] {
  return [
    ...checkIssuers(farm),
    ...Object.entries(farm.configurations).flatMap(([name, configuration]) =>
      checkConfiguration(farm, name, configuration),
    ),
    ...checkDevices(farm),
  ];
}

function checkIssuers(farm: FarmDefinition): FarmProblem[] {
  const problems: FarmProblem[] = [];
  const authorities = Object.keys(farm.authorities);
  for (const [id, authority] of Object.entries(farm.authorities)) {
    // An authority that comes after its issuer cannot be its own ancestor.
    const earlier = authorities.slice(0, authorities.indexOf(id));
    if (authority.issuer && !earlier.includes(authority.issuer)) {
      problems.push({
        path: ['authorities', id, 'issuer'],
        message: `no authority \`${authority.issuer}\` stands above it`,
      });
    }
  }
  for (const [id, certificate] of Object.entries(farm.certificates)) {
    if (id in farm.authorities) {
      problems.push({
        path: ['certificates', id],
        message: 'an authority has the same name',
      });
    }
    if (
      certificate.issuer !== 'self' &&
      !(certificate.issuer in farm.authorities)
    ) {
      problems.push({
        path: ['certificates', id, 'issuer'],
        message: `no authority \`${certificate.issuer}\`; write \`self\` for a self-signed certificate`,
      });
    }
    if (
      certificate.keyOf &&
      farm.certificates[certificate.keyOf]?.key !== certificate.key
    ) {
      problems.push({
        path: ['certificates', id, 'keyOf'],
        message: `no certificate \`${certificate.keyOf}\` with a key of kind ${certificate.key}`,
      });
    }
    if (certificate.names.length === 0 && !certificate.commonName) {
      problems.push({
        path: ['certificates', id],
        message: 'needs `names`, `commonName` or both',
      });
    }
  }
  return problems;
}

function checkConfiguration(
  farm: FarmDefinition,
  name: string,
  configuration: ConfigurationDefinition,
): FarmProblem[] {
  const problems: FarmProblem[] = [];
  const known = (id: string) =>
    id in farm.certificates || id in farm.authorities;
  const report = (path: (string | number)[], message: string) =>
    problems.push({ path: ['configurations', name, ...path], message });
  const expect = (
    found: boolean,
    path: (string | number)[],
    message: string,
  ) => {
    if (!found) report(path, message);
  };

  const files = configuration.files.map(file => file.path);
  const partitions = configuration.partitions.map(p => p.name);
  const isCertificate = (path: string) =>
    FACTORY_CERTIFICATES.includes(path) ||
    (path.endsWith('.crt') && files.includes(path.slice(0, -4)));

  for (const kind of [
    'files',
    'clientSsl',
    'serverSsl',
    'virtualServers',
  ] as const) {
    const seen = new Set<string>();
    configuration[kind].forEach(({ path }, index) => {
      expect(
        !seen.has(path),
        [kind, index, 'path'],
        `${path} is defined twice`,
      );
      seen.add(path);
      const [, partition] = path.split('/');
      expect(
        partition === 'Common' || partitions.includes(partition),
        [kind, index, 'path'],
        `no partition \`${partition}\` in this configuration`,
      );
    });
  }

  configuration.files.forEach((file, index) => {
    [file.certificate, ...file.bundle].forEach(id =>
      expect(known(id), ['files', index], `no certificate \`${id}\``),
    );
  });

  const earlierProfiles = new Set<string>();
  configuration.clientSsl.forEach((profile, index) => {
    expect(
      FACTORY_PROFILE.test(profile.parent) ||
        earlierProfiles.has(profile.parent),
      ['clientSsl', index, 'parent'],
      `no profile ${profile.parent} stands above it`,
    );
    earlierProfiles.add(profile.path);
    profile.entries?.forEach((entry, number) => {
      expect(
        files.includes(entry.file),
        ['clientSsl', index, 'entries', number, 'file'],
        `no file ${entry.file} (written without .crt) in this configuration`,
      );
      expect(
        !entry.chain || isCertificate(entry.chain),
        ['clientSsl', index, 'entries', number, 'chain'],
        `no certificate file ${entry.chain}`,
      );
    });
    for (const field of ['caFile', 'clientCertCa'] as const) {
      const value = profile[field];
      expect(
        !value || isCertificate(value),
        ['clientSsl', index, field],
        `no certificate file ${value}`,
      );
    }
  });

  configuration.serverSsl.forEach((profile, index) => {
    expect(
      !profile.file || files.includes(profile.file),
      ['serverSsl', index, 'file'],
      `no file ${profile.file} (written without .crt) in this configuration`,
    );
    for (const field of ['caFile', 'chain'] as const) {
      const value = profile[field];
      expect(
        !value || isCertificate(value),
        ['serverSsl', index, field],
        `no certificate file ${value}`,
      );
    }
  });

  const endpoints = new Set<string>();
  configuration.virtualServers.forEach((virtual, index) => {
    const endpoint = `${virtual.address}%${virtual.routeDomain ?? 0}:${
      virtual.port
    }`;
    expect(
      virtual.port === 0 || !endpoints.has(endpoint),
      ['virtualServers', index, 'port'],
      `another virtual server has ${endpoint}`,
    );
    endpoints.add(endpoint);
    virtual.clientSsl.forEach((path, number) =>
      expect(
        FACTORY_PROFILE.test(path) ||
          configuration.clientSsl.some(profile => profile.path === path),
        ['virtualServers', index, 'clientSsl', number],
        `no client-ssl profile ${path}`,
      ),
    );
    virtual.serverSsl.forEach((path, number) =>
      expect(
        FACTORY_PROFILE.test(path) ||
          configuration.serverSsl.some(profile => profile.path === path),
        ['virtualServers', index, 'serverSsl', number],
        `no server-ssl profile ${path}`,
      ),
    );
    expect(
      !virtual.serves || known(virtual.serves),
      ['virtualServers', index, 'serves'],
      `no certificate \`${virtual.serves}\``,
    );
  });
  return problems;
}

function checkDevices(farm: FarmDefinition): FarmProblem[] {
  const problems: FarmProblem[] = [];
  const names = new Set<string>();
  farm.devices.forEach((device, index) => {
    if (names.has(device.name)) {
      problems.push({
        path: ['devices', index, 'name'],
        message: `another device is called ${device.name}`,
      });
    }
    names.add(device.name);
    if (!(device.configuration in farm.configurations)) {
      problems.push({
        path: ['devices', index, 'configuration'],
        message: `no configuration \`${device.configuration}\``,
      });
    }
  });
  for (const [name, configuration] of Object.entries(farm.configurations)) {
    const units = farm.devices.filter(d => d.configuration === name);
    if (units.length > 1 && !configuration.deviceGroup) {
      problems.push({
        path: ['configurations', name],
        message: `${units.length} devices share it: give it a \`deviceGroup\``,
      });
    }
    if (
      units.length > 0 &&
      units.filter(unit => unit.failover === 'active').length !== 1
    ) {
      problems.push({
        path: ['configurations', name],
        message: 'exactly one of its devices must be active',
      });
    }
  }
  return problems;
}
