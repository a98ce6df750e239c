// check_answers.mjs FILE: FILE holds an OpenAPI 3.1 document and real answers; prints as JSON a list of complaints: an
// answer that the document does not describe, a value that its schema refuses, an example that its schema refuses.
import fs from "node:fs";
import Ajv from "ajv/dist/2020.js";

const { document, answers } = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const ajv = new Ajv.default({ strict: false, allErrors: true, validateFormats: false });
ajv.addSchema({ $id: "api", components: document.components });
const complaints = [];

function absolute(schema) {
    return JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"api#/components'));
}

function check(where, schema, value) {
    const accepts = ajv.compile(absolute(schema));
    if (!accepts(value)) complaints.push({ where, errors: accepts.errors.map((one) => `${one.instancePath} ${one.message}`) });
}

for (const { path, method, status, type, value } of answers) {
    const where = `${method} ${path} ${status} ${type}`;
    const described = document.paths[path]?.[method]?.responses?.[status] ?? document.paths[path]?.[method]?.responses?.default;
    if (!described) {
        complaints.push({ where, errors: ["is not described"] });
        continue;
    }
    const content = described.content?.[type];
    if (type && !content) complaints.push({ where, errors: [`has another type than ${Object.keys(described.content ?? {})}`] });
    if (content?.schema && value !== null) check(where, content.schema, value);
}

let examples = 0;
for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item)) {
        const bodies = [["request", operation.requestBody], ...Object.entries(operation.responses ?? {})];
        for (const [name, body] of bodies) {
            for (const [type, content] of Object.entries(body?.content ?? {})) {
                if (content.example === undefined || content.schema === undefined) continue;
                examples += 1;
                check(`example of ${method} ${path} ${name} ${type}`, content.schema, content.example);
            }
        }
    }
}
if (examples < 10) complaints.push({ where: "document", errors: [`has only ${examples} examples`] });
console.log(JSON.stringify(complaints));
