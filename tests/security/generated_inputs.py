#!/usr/bin/python3
# generated_inputs.py: requests made from the OpenAPI document, good, nearly good and bad
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: generated_inputs.py [--each N] [--seed S] [--only OPERATION,…]

Sends N requests for each route to a real server, with the sessions of each role and with none: a
third as the document wants them, a third with one thing changed, a third that mean no good. Whatever
comes, the answer is one of the document, tells nothing of the inside, and is no 500; what the document
refuses is refused; afterwards every invariant holds. Runs with a seed that is always the same and
with a new one, or with the one that is given; the same seed and --each make the same requests."""

import argparse
import functools
import json
import random
import re
import string
import sys
import urllib.parse
import uuid

import jsonschema
from stempel_http import Server, Session
from stempel_openapi import CHECKER, document
from stempel_test import ROLES, Refused, call, run, test
from stempel_world import World

# No word of PostgreSQL or of the program's own inside belongs into a refusal.
INSIDE = re.compile(r'private\.|plpgsql|pg_catalog|SQLSTATE|syntax error|violates|relation \\?"'
                    r'|column \\?"|CONTEXT|search_path|stempel\.|/src/|libpq')
# Sent where a text may stand; without any of the words above.
NASTY = ("'", "' or 1=1 --", '";--', '$1', '\\', '%00', '%', '_', '{}', '[]', '../../etc/passwd',
         '<script>alert(1)</script>', '${7*7}', '\u202e', '\ufeff', '\U0001f9c1', 'ä' * 200, ' ',
         'null', 'true', '-1', '1e3', '0x10', 'NaN', '\t', '\n', '\x7f', '\x1f', 'a\u0301' * 50, "')); select 1")
NUMBERS = (0, -1, 1, 2 ** 31, 2 ** 53, 2 ** 63 - 1, 2 ** 63, -2 ** 63, 10 ** 31, 0.5, 1e300)
BODIES = ('', ' ', '{', '}', '[]', 'null', '1', '"x"', '{"a":}', '{"a":1,}', '{"a":1}{', '{}x',
          '{"a":"\\u0000"}', '{"a":"\\ud800"}', '{"a":01}', '{"a":1e}', '{"a":' + '9' * 33 + '}',
          '{"a":' * 17 + '1' + '}' * 17, '[' * 5000, '{"a":"\x01"}', '{"a":tru}', '{"a" 1}', "{'a':1}",
          '{"session":"' + '0' * 64 + '"}', '{"a":"' + 'x' * 300000 + '"}')

BODY_BYTES = 256 * 1024
# What comes too often would be refused without a look at it.
OFTEN = {f'STEMPEL_RATE_{name}': '1000000' for name in (
    'READ', 'SEARCH', 'WRITE', 'BOOKING', 'PIN', 'SIGN_IN', 'HEAVY')}
# Which rules a program may have, its kind says, and how many rows there are, the file; of a password
# bytes count, of which a schema knows nothing.
BY_CONTENT = {'program': 'unknown_member', 'import': 'too_long', 'password': 'too_long',
              'login': 'too_long'}


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument('--each', type=int, default=6)
    parser.add_argument('--seed', type=int)
    parser.add_argument('--only', type=lambda names: names.split(','))
    return parser.parse_args()


OPTIONS = parse()
sys.argv[1:] = []


class Generator:
    """Values by schemas, and what somebody else might send."""

    def __init__(self, seed, shown, ids):
        self.random = random.Random(seed)
        self.shown = shown
        self.ids = ids

    def chance(self, share):
        return self.random.random() < share

    def text(self, schema):
        """A text of the length and with the pattern that are wanted."""
        patterned = {
            'date': lambda: f'20{self.random.randint(10, 39)}-{self.random.randint(1, 12):02}-'
                            f'{self.random.randint(1, 28):02}',
            'date-time': lambda: f'2026-11-{self.random.randint(1, 28):02}T10:00:00Z',
            'uuid': lambda: str(uuid.UUID(int=self.random.getrandbits(128))),
            'email': lambda: f'x{self.random.randrange(10 ** 6)}@example.lu'}
        if schema.get('format') in patterned:
            return patterned[schema['format']]()
        for sample in ('10:30', '2026-10', '02-29', 'de', 'LU', 'EUR', '#a0b0c0', '17', '5938',
                       'Europe/Luxembourg', 'nobody_at_all', 'f' * 64):
            # Patterns that begin otherwise take nearly any text.
            if '^[^' not in schema.get('pattern', '^[^') and re.search(schema['pattern'], sample):
                return sample
        longest = schema.get('maxLength', 200)
        length = self.random.choice((1, 2, 8, min(20, longest), longest))
        return ''.join(self.random.choices(string.ascii_letters + 'äßé 0123', k=length - 1)) + 'x'

    def integer(self, name, schema):
        if name in self.ids and self.chance(.8):
            return self.random.choice(self.ids[name])
        low, high = schema.get('minimum', 0), schema.get('maximum', 2 ** 63 - 1)
        return self.random.choice((low, high, self.random.randint(low, min(high, low + 20)),
                                   self.random.randint(low, high)))

    def of_object(self, schema):
        made = {}
        for name, part in schema.get('properties', {}).items():
            if name in schema['required'] or self.chance(.4):
                made[name] = self.value(name, part)
        if 'propertyNames' in schema:
            made = {language: self.value('', schema['additionalProperties'] | {'type': 'string'})
                    for language in ['en', *self.random.sample(['de', 'fr', 'lb'], 2)]}
        return made

    def of_array(self, name, schema):
        if 'prefixItems' in schema:
            return [self.random.randint(1, 99), *(self.random.choice(('A', 'B', '5', None))
                                                  for _ in range(3))]
        many = self.random.choice((0, 1, 2, 3))
        return [self.value(name.removesuffix('s'), schema['items']) for _ in range(many)]

    def value(self, name, schema):
        """A value that the document takes."""
        schema = self.shown.resolve(schema)
        if 'anyOf' in schema:
            return self.value(name, self.random.choice(schema['anyOf']))
        types = schema['type'] if isinstance(schema['type'], list) else [schema['type']]
        kind = self.random.choice(types) if self.chance(.1) else types[0]
        if 'enum' in schema:
            return self.random.choice(schema['enum'])
        make = {'null': lambda: None, 'boolean': lambda: self.chance(.5),
                'integer': lambda: self.integer(name, schema), 'string': lambda: self.text(schema),
                'object': lambda: self.of_object(schema),
                'array': lambda: self.of_array(name, schema)}
        return make[kind]()

    def anything(self):
        return self.random.choice((None, True, [], {}, [[]], {'en': 1}, [None],
                                   self.random.choice(NASTY), self.random.choice(NUMBERS)))

    def changed(self, value):
        """The same with one thing changed somewhere."""
        if isinstance(value, dict) and value and self.chance(.8):
            name = self.random.choice(list(value))
            return self.random.choice((
                lambda: value | {name: self.changed(value[name])},
                lambda: value | {name: self.anything()},
                lambda: {k: v for k, v in value.items() if k != name},
                lambda: value | {'no_such_member': 1}))()
        if isinstance(value, list) and value and self.chance(.8):
            return [self.changed(value[0]), *value[1:], *value]
        if isinstance(value, bool) or value is None:
            return self.anything()
        if isinstance(value, int) and self.chance(.7):
            return self.random.choice((value + 1, -value, value * 10, value + .5, str(value)))
        if isinstance(value, str) and self.chance(.7):
            return self.random.choice((value + 'x' * 3000, value[:-1], value + '\n', f' {value} ',
                                       value + self.random.choice(NASTY)))
        return self.anything()


class Route:
    """One operation of the document as its requests are made."""

    def __init__(self, shown, operation, sample):
        self.name = operation
        self.shown = shown
        self.info = shown.operations[operation]
        self.sample = sample
        self.parameters = [shown.resolve(p) for p in self.info['parameters']]
        body = self.info.get('requestBody')
        self.body = body and body['content']['application/json']['schema']

    def parts(self, where):
        return {p['name']: p for p in self.parameters if p['in'] == where}

    def good(self, generator):
        """Path members, query, headers and body as the document wants them."""
        made = {where: {name: generator.value(name, p['schema'])
                        for name, p in self.parts(where).items()
                        if p['required'] or generator.chance(.4)}
                for where in ('path', 'query', 'header')}
        for where in ('path', 'query'):
            for name in made[where]:
                if name in self.sample and generator.chance(.7):
                    made[where][name] = self.sample[name]
        made['body'] = generator.value('', self.body) if self.body else None
        if self.body and generator.chance(.6):
            own = {k: v for k, v in self.sample.items() if k in self.body['properties']}
            made['body'] |= own
        if 'If-Match' in made['header']:
            made['header']['If-Match'] = f'"{generator.random.randint(1, 3)}"'
        return made

    def is_good(self, made):
        """Whether the body is one that the document takes."""
        if self.body is None or made['body'] is None:
            return True
        schema = {'components': self.shown.document['components']} | self.body
        body = as_kept(made['body'])
        # The header counts before the body.
        if 'If-Match' in made['header'] and isinstance(body, dict):
            body.pop('revision', None)
        return jsonschema.Draft202012Validator(schema, format_checker=CHECKER).is_valid(body)

    def nearly(self, generator):
        made = self.good(generator)
        where = generator.random.choice(
            [w for w in ('path', 'query', 'header', 'body', 'body', 'body') if made[w]] or ['query'])
        if where == 'body':
            made['body'] = generator.changed(made['body'])
        elif made[where] and generator.chance(.8):
            name = generator.random.choice(list(made[where]))
            made[where][name] = generator.changed(made[where][name])
        elif where == 'query':
            made['query']['no_such_member'] = 'x'
        return made

    def hostile(self, generator):
        made = self.good(generator)
        choice = generator.random.randrange(6)
        if choice == 0 and made['path']:
            made['path'] = dict.fromkeys(made['path'], generator.random.choice(NASTY))
        elif choice == 1:
            made['query'] = {generator.random.choice(NASTY): generator.random.choice(NASTY)}
        elif choice == 2:
            made['raw'] = generator.random.choice(BODIES)
        elif choice == 3:
            made['header'] = {name: generator.random.choice(NASTY) for name in (
                'Idempotency-Key', 'If-Match', 'Content-Type', 'Authorization')
                if generator.chance(.5)}
        elif choice == 4:
            made['raw'] = bytes(generator.random.choices(range(256), k=generator.random.randint(1, 99)))
        elif isinstance(made['body'], dict):
            made['body'] = {name: generator.random.choice(NASTY) for name in made['body']}
        return made


def as_kept(value):
    """As the database reads it: blanks around a text do not count, and a text without any is none."""
    if isinstance(value, dict):
        return {name: as_kept(part) for name, part in value.items() if as_kept(part) != ''}
    if isinstance(value, list):
        return [as_kept(part) for part in value]
    return value.strip() if isinstance(value, str) else value


def as_text(value):
    return value if isinstance(value, str) else json.dumps(value)


def path_of(route, made):
    path = route.info['path']
    for name, value in made['path'].items():
        path = path.replace(f'{{{name}}}', urllib.parse.quote(as_text(value), safe=''))
    query = made['query']
    if isinstance(query, dict) and query:
        path += '?' + urllib.parse.urlencode({k: as_text(v) for k, v in query.items()})
    return path


class Client:
    """Sends requests as each role and as nobody, and looks at the answers."""

    def __init__(self, db, world, server):
        self.db = db
        self.world = world
        self.server = server
        self.sessions = {None: Session(server)}
        self.counts = {}

    def session(self, role):
        """Requests may well have ended a session, or disabled the login behind it."""
        login = self.world.own.logins.get(role)
        if role not in self.sessions:
            self.db.rows("update stempel.login set state = 'active', role = %s, database_role = %s "
                         'where id = %s', role, login.database_role, login.id)
            self.sessions[role] = Session(
                self.server, call(login.connection, 'session_open', {})['token'])
        return self.sessions[role]

    def send(self, route, made, role):
        session = self.session(role)
        body = made.get('raw', made['body'])
        if isinstance(body, str):
            body = (body if 'raw' in made else json.dumps(body)).encode()
        # What no client can send at all is for tests/server/test_http_guards.py.
        headers = {name.replace('-', '_'): ''.join(c for c in str(value) if ' ' <= c <= '~').strip()
                   for name, value in made['header'].items()}
        try:
            status, told, answer = session.send(route.info['method'], path_of(route, made), body,
                                                **headers)
        except (BrokenPipeError, ConnectionResetError):
            # The server has answered, and waits for no more of a body that is too large.
            assert len(body or '') > BODY_BYTES, made
            session.connection.close()
            return None
        if told.get('Connection', '').lower() == 'close' or status == 413:
            session.connection.close()
        if status == 401 and role is not None and 'Authorization' not in made['header']:
            del self.sessions[role]
        self.counts[status] = self.counts.get(status, 0) + 1
        return status, told, answer

    def complaints(self, route, status, told, answer):
        if status == 200:
            return route.shown.complaints(route.name, 200, answer)
        text = json.dumps(answer)
        problem = jsonschema.Draft202012Validator(
            {'components': route.shown.document['components'],
             '$ref': f'#/components/responses/Problem{status}/content/'
                     'application~1problem+json/schema'})
        found = [] if status != 500 else ['a fault']
        if f'Problem{status}' not in route.shown.document['components']['responses']:
            return found + ['a status that the document does not know']
        found += [error.message for error in problem.iter_errors(answer)]
        if told['Content-Type'] != 'application/problem+json':
            found.append(told['Content-Type'])
        if told['X-Request-Id'] != answer['request_id']:
            found.append('another request id')
        inside = INSIDE.search(text)
        return found + ([f'{inside.group()!r} is of the inside'] if inside else [])


def ids_of(world):
    """Values for members that name something: what is there, and what others have."""
    numbers = sorted({v for k, v in world.own_ids.items() if isinstance(v, int)})
    ids = {f'{kind}_id': [value] * 3 + numbers[:2] + world.strange_ids[:2]
           for kind, value in world.own_ids.items() if isinstance(value, int)}
    ids['id'] = numbers + world.strange_ids[:3]
    ids['customer_id'] = ids['other_id'] = [world.own_ids[k] for k in ('member', 'twin', 'keeper')]
    return ids


def is_misread(route, status, answer):
    """Whether it was refused as something that the document does not know."""
    codes = {e['code'] for e in answer.get('errors', [])} & {'wrong_type', 'unknown_member',
                                                             'too_long'}
    return status in (400, 415) or status == 422 and bool(codes - {BY_CONTENT.get(
        route.info['tags'][0])})


def try_route(client, generator, route, each):
    """Yields what was wrong with the answers."""
    for number in range(each):
        kind = ('good', 'nearly', 'hostile')[number % 3]
        made = getattr(route, kind)(generator)
        role = generator.random.choice(('manager',) * 4 + ROLES + (None,))
        answered = client.send(route, made, role)
        if answered is None:
            continue
        status, told, answer = answered
        found = client.complaints(route, status, told, answer)
        if kind == 'good' and is_misread(route, status, answer):
            found.append('is as the document wants it, but refused')
        if kind == 'nearly' and status == 200 and not route.is_good(made):
            found.append('is not as the document wants it, but answered')
        for complaint in found:
            yield (f'{route.name} as {role}, {kind}, {path_of(route, made)} '
                   f'{str(made)[:600]}: {status} {str(answer)[:600]}: {complaint}')


def try_all(db, seed):
    world = World(db)
    shown = document(db)
    generator = Generator(seed, shown, ids_of(world))
    samples = world.samples()
    complaints = []
    with Server(db, environment=OFTEN) as server:
        client = Client(db, world, server)
        for operation in shown.operations:
            if OPTIONS.only is None or operation.removesuffix('_new') in OPTIONS.only:
                sample = samples.get(operation.removesuffix('_new'), {})
                route = Route(shown, operation, sample)
                complaints += try_route(client, generator, route, OPTIONS.each)
    print('# answers', dict(sorted(client.counts.items())), flush=True)
    assert not complaints, '\n'.join([f'{len(complaints)} complaints', *complaints[:20]])
    violations = db.value("select coalesce(jsonb_agg(v), '[]') from private.violations() v")
    assert violations == [], violations


for chosen in [OPTIONS.seed] if OPTIONS.seed else [1, random.SystemRandom().randrange(10 ** 9)]:
    test(f'requests made with the seed {chosen}')(functools.partial(try_all, seed=chosen))


run()
