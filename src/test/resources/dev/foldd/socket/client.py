"""Speaks to a daemon with nothing but the standard library: signed lines and frames, a greeting with a login, and what a false
client would try. Prints one line for each thing that was as it should be, and ends with 1 at the first that was not.

Usage: client.py SOCKET HOST:PORT NODE_ID SEED_HEX STRANGER_HEX
"""
import base64
import hashlib
import json
import os
import socket
import struct
import sys
import time

# Ed25519 as RFC 8032, section 5.1, tells it: slow, and enough for a few signatures.
P = 2 ** 255 - 19
L = 2 ** 252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add(a, b):
    """The sum of two points in extended coordinates."""
    m = (a[1] - a[0]) * (b[1] - b[0]) % P
    n = (a[1] + a[0]) * (b[1] + b[0]) % P
    o = 2 * a[3] * b[3] * D % P
    q = 2 * a[2] * b[2] % P
    e, f, g, h = n - m, q - o, q + o, n + m
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number, point):
    result = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = add(result, point)
        point = add(point, point)
        number >>= 1
    return result


def base_point():
    y = 4 * pow(5, P - 2, P) % P
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    if x & 1:
        x = P - x
    return x, y, 1, x * y % P


BASE = base_point()


def compressed(point):
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, 'little')


def number(data):
    return int.from_bytes(hashlib.sha512(data).digest(), 'little') % L


class Key:
    def __init__(self, seed):
        digest = hashlib.sha512(seed).digest()
        self.scalar = int.from_bytes(digest[:32], 'little') & (2 ** 254 - 8) | 2 ** 254
        self.prefix = digest[32:]
        self.raw = compressed(times(self.scalar, BASE))

    def sign(self, message):
        r = number(self.prefix + message)
        point = compressed(times(r, BASE))
        s = (r + number(point + self.raw + message) * self.scalar) % L
        return point + s.to_bytes(32, 'little')


def b64(data):
    return base64.b64encode(data).decode()


def encoded(*fields):
    return struct.pack('>I', len(fields)) + b''.join(struct.pack('>I', len(field)) + field for field in fields)


def signature(key, node, operation, body, when=None, nonce=None):
    seconds = int(time.time()) if when is None else when
    nonce = nonce or os.urandom(16)
    message = encoded(b'foldd/call/v1', node.encode(), operation.encode(), struct.pack('>q', seconds), nonce, key.raw,
                      hashlib.sha256(body.encode()).digest())
    return {'public_key': b64(key.raw), 'timestamp': seconds, 'nonce': b64(nonce), 'signature': b64(key.sign(message))}


class Connection:
    def __init__(self, address):
        family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
        self.socket = socket.socket(family, socket.SOCK_STREAM)
        self.socket.settimeout(20)
        self.socket.connect(address)
        self.stream = self.socket.makefile('rb')

    def line(self, operation, payload, auth=None, request_id='1'):
        # The body is written once, so that what is signed is what is sent.
        text = '{"request_id":%s,"operation_type":%s,"payload":%s' % (json.dumps(request_id), json.dumps(operation), payload)
        self.socket.sendall((text + (',"auth":' + json.dumps(auth) if auth else '') + '}\n').encode())
        return json.loads(self.stream.readline())

    def frame(self, operation, params, auth=None, more=''):
        text = '{"operation":%s,"params":%s%s' % (json.dumps(operation), params, more)
        text += (',' + json.dumps(auth)[1:-1] if auth else '') + '}'
        self.socket.sendall(struct.pack('>I', len(text.encode())) + text.encode())
        return self.reply()

    def reply(self):
        length, = struct.unpack('>I', self.stream.read(4))
        return json.loads(self.stream.read(length))

    def ended(self):
        return self.stream.read(1) == b''


def check(what, right, found):
    if not right:
        print('NOT', what, json.dumps(found))
        sys.exit(1)
    print('ok', what)


def main(path, tcp, node, seed, stranger):
    host, port = tcp.rsplit(':', 1)
    key, other = Key(bytes.fromhex(seed)), Key(bytes.fromhex(stranger))
    query = '{"schema": "Card", "fields": ["title"]}'

    lines = Connection(path)
    write = '{"schema":"Card","mutation_type":"create","data":{"title":"Grüße","secret":"x"}}'
    found = lines.line('mutation', write, signature(key, node, 'mutation', write))
    check('a signed mutation in a line', found['data'] == {'success': True}, found)
    found = lines.line('query', query, signature(key, node, 'query', query), 'q')
    check('a signed query in a line', found == {'request_id': 'q', 'status': 'success', 'error': None,
                                                'data': {'results': [{'title': 'Grüße'}]}}, found)
    body = '{"schema_id":"Card"}'
    found = lines.line('get_schema', body, signature(key, node, 'get_schema', body))
    check('a schema in a line', found['data']['schema']['name'] == 'Card', found)
    found = lines.line('query', query)
    check('an unsigned query is refused', found['error']['code'] == 'AUTH_ERROR', found)
    secret = '{"schema":"Card","fields":["secret"]}'
    found = lines.line('query', secret, signature(other, node, 'query', secret))
    check('a stranger does not see a closed field', found['error'] == {
        'code': 'QUERY_ERROR', 'message': 'Invalid permission: Read access denied for field secret'}, found)
    found = lines.line('query', query, signature(other, node, 'query', query))
    check('a stranger sees an open field', found['data'] == {'results': [{'title': 'Grüße'}]}, found)

    for address in (path, (host, int(port))):
        frames = Connection(address)
        once = signature(key, node, 'query', query)
        found = frames.frame('query', query, once)
        check('a signed query in a frame', found == {'results': [{'title': 'Grüße'}], 'errors': []}, found)
        found = frames.frame('query', query, once)
        check('a replay is refused', 'the nonce has been used' in found['error'], found)
        found = frames.frame('query', secret, signature(other, node, 'query', secret))
        check('a closed field is an entry', found == {'results': [
            {'error': 'Invalid permission: Read access denied for field secret'}], 'errors': []}, found)
        found = frames.frame('list_schemas', '{}', signature(key, node, 'list_schemas', '{}'))
        check('schemas are listed', found == ['Card'], found)
        name = '{"schema_name":"Card"}'
        captured = signature(key, node, 'get_schema', name)
        found = frames.frame('block_schema', name, captured)
        check('what was signed for get_schema blocks nothing', 'Authentication required' in found['error'], found)
        found = frames.frame('block_schema', name, signature(key, node, 'block_schema', name))
        check('an application changes no schemas', found == {
            'error': 'Error processing request: changing schemas takes distance 0 or the role supergod'}, found)
        found = frames.frame('get_schema', name, signature(key, 'a' * 32, 'get_schema', name))
        check('what was signed for another node is refused', 'Authentication required' in found['error'], found)
        found = frames.frame('get_schema', name, signature(key, node, 'get_schema', name), ',"target_node_id":"other"')
        check('another node is not reached', 'no links' in found['error'], found)
        frames.socket.sendall(struct.pack('>I', 10_000_001))
        found = frames.reply()
        check('too large', found == {'error': 'Request too large', 'max_size': 10_000_000} and frames.ended(), found)

    session = Connection(path)
    mine = os.urandom(32)
    hello = session.line('hello', json.dumps({'client_nonce': b64(mine), 'versions': ['1.0']}))['data']
    check('the node says its name', hello['node_id'] == node, hello)
    login = encoded(b'foldd/login/v1', node.encode(), ('socket:' + path).encode(), mine,
                    base64.b64decode(hello['server_nonce']), key.raw)
    found = session.line('login', json.dumps({'key': b64(key.raw), 'signature': b64(key.sign(login))}))
    check('a login', found['status'] == 'success', found)
    found = session.line('query', query)
    check('what follows needs no signature', found['data'] == {'results': [{'title': 'Grüße'}]}, found)
    found = session.line('rpc', '{"method":"auth.whoami","params":[]}')
    check('a method of the WebSocket', found['data']['subject'] == 'key:script', found)


if __name__ == '__main__':
    main(*sys.argv[1:])
