// validate.js: says what is wrong with the OpenAPI document on its standard input
//
// SPDX-License-Identifier: GPL-3.0-or-later
//
// usage: validate.js FOLDER: where tools/install-dependencies has put the packages

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const place = `${process.argv[2]}/node_modules/@apidevtools/swagger-parser/lib/index.js`;
const { default: SwaggerParser } = await import(pathToFileURL(place));

try {
  const api = await SwaggerParser.validate(JSON.parse(readFileSync(0, "utf8")));
  console.log(`OpenAPI ${api.openapi}, ${Object.keys(api.paths).length} paths`);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
