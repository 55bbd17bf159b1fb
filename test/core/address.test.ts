import assert from 'node:assert/strict';
import { checkServer, isForbiddenAddress, isLoopback } from '../../core/address';
import { ConfigError } from '../../core/errors';

describe('the server address of an account', () => {
  const allowed: [string, string][] = [
    ['wss://realtime.insightsentry.com', 'wss://realtime.insightsentry.com'],
    [' wss://feed.example:8443/base/ ', 'wss://feed.example:8443/base'],
    ['ws://127.0.0.1:8080', 'ws://127.0.0.1:8080'],
    ['ws://localhost:8080/', 'ws://127.0.0.1:8080'],
    ['ws://[::1]:8080', 'ws://[::1]:8080'],
    ['ws://127.1:8080', 'ws://127.0.0.1:8080'],
    ['ws://2130706433', 'ws://127.0.0.1'],
    ['ws://0x7f.1', 'ws://127.0.0.1'],
    ['wss://192.168.1.10', 'wss://192.168.1.10'],
    ['wss://[fd12:3456::1]', 'wss://[fd12:3456::1]'],
  ];
  for (const [typed, kept] of allowed) {
    it(`may be ${typed.trim()}`, () => assert.equal(checkServer(typed, 'Server', 'wss'), kept));
  }

  const refused = [
    '',
    'feed.example',
    'https://feed.example',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'ws://feed.example',
    'ws://192.168.1.10',
    'ws://0.0.0.0',
    'ws://localhost.example',
    'ws://127.0.0.1.example',
    'ws://[::ffff:192.168.1.1]',
    'wss://user@feed.example',
    'wss://user:pass@feed.example',
    'wss://feed.example@169.254.169.254',
    'wss://feed.example/?token=1',
    'wss://feed.example/?',
    'wss://feed.example/#',
    'wss://feed.example#x',
    'wss://169.254.169.254',
    'wss://2852039166',
    'wss://0xa9fea9fe',
    'wss://0251.0376.0251.0376',
    'wss://169.254.43518',
    'wss://[::ffff:169.254.169.254]',
    'wss://[::ffff:a9fe:a9fe]',
    'wss://[::169.254.169.254]',
    'wss://[::ffff:0:a9fe:a9fe]',
    'wss://[64:ff9b::a9fe:a9fe]',
    'wss://[fe80::1]',
    'wss://[febf::1]',
    'wss://[fd00:ec2::254]',
    'wss://[::]',
    'wss://0.0.0.0',
    'wss://0',
    'wss://100.100.100.200',
    'wss://metadata.google.internal',
    'wss://METADATA.google.internal',
    'wss://metadata.google.internal.',
    'wss://metadata',
  ];
  for (const typed of refused) {
    it(`must not be ${typed || 'empty'}`, () => {
      assert.throws(
        () => checkServer(typed, 'Server', 'wss'),
        (error: Error) => error instanceof ConfigError && error.message.startsWith('Server must'),
      );
    });
  }

  it('is not repeated in the complaint: it may hold a key', () => {
    for (const typed of ['wss://h/?token=canary', 'wss://canary@h', 'ftp://canary', 'canary']) {
      assert.throws(
        () => checkServer(typed, 'Server', 'wss'),
        (error: Error) => !error.message.includes('canary'),
      );
    }
  });

  it('may be http for the key endpoint on this machine only', () => {
    assert.equal(checkServer('http://127.0.0.1:1880', 'Key server', 'https'), 'http://127.0.0.1:1880');
    assert.throws(() => checkServer('http://keys.example', 'Key server', 'https'), /https/);
  });
});

describe('an address that a name stands for', () => {
  it('is refused where it is link-local, unspecified or a metadata service', () => {
    for (const address of [
      '169.254.0.1',
      '0.0.0.0',
      '::',
      'fe80::1',
      '::ffff:169.254.1.1',
      '::ffff:a9fe:101',
    ]) {
      assert.ok(isForbiddenAddress(address), address);
    }
    for (const address of ['1.1.1.1', '10.0.0.1', '127.0.0.1', '::1', '2606:4700::1111', '169.253.1.1']) {
      assert.ok(!isForbiddenAddress(address), address);
    }
  });

  it('is loopback by its number, not by its name', () => {
    for (const host of ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])
      assert.ok(isLoopback(host), host);
    for (const host of ['localhost', '128.0.0.1', '::2', '10.127.0.0', '127.0.0.1.nip.io']) {
      assert.ok(!isLoopback(host), host);
    }
  });
});
