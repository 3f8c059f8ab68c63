// Shows /api/openapi.json to a person. Everything is put in as text, never as markup.

const description = await (await fetch('/api/openapi.json')).json();
const list = document.getElementById('operations');
const search = document.getElementById('search');
document.getElementById('about').textContent = `${description.info.description}\n版本 ${description.info.version}`;

/** element('td', {}, 'text', otherElement) */
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** A JSON Schema as compact text in the manner of a TypeScript type. */
function shape(schema, indent = '') {
  if (!schema || Object.keys(schema).length === 0) return 'any';
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map((choice) => shape(choice, indent)).join(' | ');
  if (schema.type === 'array') return `${shape(schema.items, indent)}[]`;
  if (schema.properties) {
    const inner = `${indent}  `;
    const lines = Object.entries(schema.properties).map(([name, field]) => {
      const optional = schema.required?.includes(name) ? '' : '?';
      return `${inner}${name}${optional}: ${shape(field, inner)}${limits(field)}`;
    });
    return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${indent}}`;
  }
  if (schema.type === 'object' && schema.additionalProperties) {
    return `{ [key]: ${shape(schema.additionalProperties, indent)} }`;
  }
  return [schema.type].flat().join(' | ');
}

function limits(schema) {
  const named = ['format', 'minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems', 'default'];
  const found = named
    .filter((name) => schema[name] !== undefined && Math.abs(Number(schema[name])) !== Number.MAX_SAFE_INTEGER)
    .map((name) => `${name} ${JSON.stringify(schema[name])}`);
  return found.length > 0 ? `   // ${found.join(', ')}` : '';
}

function parameterTable(parameters) {
  const head = element(
    'tr',
    {},
    ...['参数', '位置', '类型', '必填'].map((title) => element('th', { scope: 'col' }, title)),
  );
  const rows = parameters.map((parameter) =>
    element(
      'tr',
      {},
      element('td', {}, element('code', {}, parameter.name)),
      element('td', {}, parameter.in),
      element('td', {}, element('code', {}, shape(parameter.schema) + limits(parameter.schema))),
      element('td', {}, parameter.required ? '是' : ''),
    ),
  );
  return element('table', {}, head, ...rows);
}

function operationView(path, method, operation) {
  const content = element('div', { class: 'content' }, element('p', {}, operation.description));
  const body = operation.requestBody?.content['application/json'].schema;
  const answer = operation.responses[200].content['application/json'].schema;
  if (operation.parameters.length > 0) content.append(parameterTable(operation.parameters));
  if (body) content.append(element('b', {}, '请求内容'), element('pre', {}, shape(body)));
  content.append(element('b', {}, '应答'), element('pre', {}, shape(answer)));
  const line = element(
    'summary',
    {},
    element('b', {}, method.toUpperCase()),
    element('span', {}, operation.summary),
    element('code', {}, path),
  );
  const view = element('details', { id: operation.operationId }, line, content);
  view.dataset.words = [path, operation.operationId, operation.summary, operation.description].join(' ').toLowerCase();
  return view;
}

const groups = new Map(description.tags.map(({ name }) => [name, element('section', {}, element('h2', {}, name))]));
for (const [path, methods] of Object.entries(description.paths)) {
  for (const [method, operation] of Object.entries(methods)) {
    groups.get(operation.tags[0])?.append(operationView(path, method, operation));
  }
}
list.append(...groups.values());

search.addEventListener('input', () => {
  const wanted = search.value.trim().toLowerCase();
  for (const view of list.querySelectorAll('details')) view.hidden = !view.dataset.words.includes(wanted);
  for (const group of groups.values()) group.hidden = !group.querySelector('details:not([hidden])');
});

if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.setAttribute('open', '');
