# stempel_openapi.py: the OpenAPI document, and whether answers are what it says
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replies are held against the schemas more closely than the document says: a member that it does not
name is an error here, while clients are to ignore it."""

import copy
import functools
import json
import re

import jsonschema

from stempel_test import connection_string, stempelctl

TIME = re.compile(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)')
CHECKER = jsonschema.FormatChecker(formats=['date', 'uuid'])


@CHECKER.checks('date-time')
def is_time(value):
    return not isinstance(value, str) or TIME.fullmatch(value) is not None


def closed(schema):
    """A schema in which each record has the members that are named and no others."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if 'allOf' in schema or '$ref' in schema or 'properties' in schema:
        inner = {name: {key: closed(part) for key, part in value.items()}
                 if name == 'properties' else value for name, value in schema.items()}
        return {'unevaluatedProperties': False} | inner
    return {name: closed(value) for name, value in schema.items()}


class Document:
    """What `stempelctl openapi` prints."""

    def __init__(self, document):
        self.document = document
        self.operations = {operation['operationId']: operation
                           | {'path': path, 'method': method.upper()}
                           for path, methods in document['paths'].items()
                           for method, operation in methods.items()}
        schemas = {name: {key: {member: closed(part) for member, part in value.items()}
                          if key == 'properties' else value for key, value in schema.items()}
                   for name, schema in document['components']['schemas'].items()}
        self.root = {'$schema': 'https://json-schema.org/draft/2020-12/schema',
                     'components': {'schemas': schemas}}

    def resolve(self, part):
        while '$ref' in part:
            _, *names = part['$ref'].split('/')
            part = functools.reduce(lambda object, name: object[name], names, self.document)
        return part

    @functools.cache
    def validator(self, operation, status):
        """For the answers of an operation with a status; null: it has no such answer."""
        responses = self.operations[operation]['responses']
        if str(status) not in responses:
            return None
        content = self.resolve(responses[str(status)])['content']
        [media] = content.values()
        # Problems have facts that are told in docs/operations.md.
        schema = closed(media['schema']) if status == 200 else media['schema']
        return jsonschema.Draft202012Validator(self.root | copy.deepcopy(schema),
                                               format_checker=CHECKER)

    def complaints(self, operation, status, answer):
        """What is wrong with an answer, in words."""
        validator = self.validator(operation, status)
        if validator is None:
            return [f'{operation} does not answer with {status}']
        return [f'{operation} {status} {error.json_path}: {error.message}'
                for error in validator.iter_errors(answer)]


known = []


def document(db):
    """That of this build; one of its databases is asked once."""
    if not known:
        told = stempelctl('openapi', database=connection_string(db.name)).stdout
        known.append(Document(json.loads(told)))
    return known[0]
