// Writes openapi.json from the controllers and DTOs: `pnpm --filter @plimsoll/backend run openapi`.
// With --check it writes nothing and fails if the committed file differs.
//
// Types, comments and validation rules are read from the TypeScript source by @nestjs/swagger's
// plugin, so the running API neither loads @nestjs/swagger nor repeats a type in a decorator.
// It serves the committed file.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { ReadonlyVisitor } from '@nestjs/swagger/plugin';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import ts from 'typescript';
import { completeDocument } from './complete-document.mjs';

const backend = fileURLToPath(new URL('..', import.meta.url));
const target = join(backend, 'openapi.json');

const metadataFile = join(backend, 'dist', 'openapi-metadata.js');
writeFileSync(metadataFile, readMetadata(join(backend, 'tsconfig.build.json'), join(backend, 'src')));
const { default: loadMetadata } = await import(pathToFileURL(metadataFile).href);
const { AppModule } = await import(pathToFileURL(join(backend, 'dist', 'app.module.js')).href);

const { ProblemDetails } = await import(
  pathToFileURL(join(backend, 'dist', 'common', 'errors', 'problem.dto.js')).href
);
const { Verdict } = await import(pathToFileURL(join(backend, 'dist', 'modules', 'gate', 'dto', 'verdict.dto.js')).href);
const { routesOf } = await import(pathToFileURL(join(backend, 'dist', 'modules', 'access', 'route-inventory.js')).href);
const { TOKEN_PERMISSIONS } = await import(
  pathToFileURL(join(backend, 'dist', 'modules', 'access', 'permissions.js')).href
);

const app = await NestFactory.create(AppModule.with({}, {}, {}), new FastifyAdapter(), {
  preview: true,
  abortOnError: false,
  logger: false,
});
await SwaggerModule.loadPluginMetadata(loadMetadata);
const { version } = JSON.parse(readFileSync(join(backend, 'package.json'), 'utf8'));
const base = new DocumentBuilder().setOpenAPIVersion('3.0.3').setTitle('Plimsoll').setVersion(version).build();
const document = completeDocument(
  SwaggerModule.createDocument(app, base, {
    extraModels: [ProblemDetails, Verdict],
    operationIdFactory: nameOperation,
  }),
  [...app.get(ModulesContainer).values()].flatMap(({ controllers }) =>
    [...controllers.values()].flatMap(({ metatype }) => routesOf(metatype)),
  ),
  (permission) => TOKEN_PERMISSIONS.includes(permission),
);
const written = `${JSON.stringify(document, null, 2)}\n`;

if (!process.argv.includes('--check')) {
  writeFileSync(target, written);
} else if (readFileSync(target, 'utf8') !== written) {
  process.stderr.write('openapi.json differs from the code: run `pnpm --filter @plimsoll/backend run openapi`.\n');
  process.exitCode = 1;
}

/** ArtifactsController.list → artifactsList. */
function nameOperation(controller, method) {
  const feature = controller.replace(/Controller$/, '');
  return feature[0].toLowerCase() + feature.slice(1) + method[0].toUpperCase() + method.slice(1);
}

/** What the plugin reads from the source, as a module that hands it to @nestjs/swagger. */
function readMetadata(tsconfig, source) {
  const visitor = new ReadonlyVisitor({
    introspectComments: true,
    esmCompatible: true,
    pathToSource: source,
    dtoFileNameSuffix: ['.dto.ts', 'page-query.ts'],
  });
  const program = ReadonlyVisitor.createTsProgram(tsconfig);
  for (const file of program.getSourceFiles()) {
    if (!file.isDeclarationFile) visitor.visit(program, file);
  }
  const { factory } = ts;
  const toLiteral = (value) => {
    if (Array.isArray(value)) return factory.createArrayLiteralExpression(value.map(toLiteral));
    if (typeof value.kind === 'number') return value;
    return factory.createObjectLiteralExpression(
      Object.entries(value).map(([name, inner]) =>
        factory.createPropertyAssignment(factory.createStringLiteral(name), toLiteral(inner)),
      ),
    );
  };
  const { models, controllers } = visitor.collect();
  const printer = ts.createPrinter();
  const file = ts.createSourceFile('openapi-metadata.js', '', ts.ScriptTarget.ESNext);
  const print = (node) => printer.printNode(ts.EmitHint.Unspecified, node, file);
  const typeImports = Object.entries(visitor.typeImports)
    .map(([name, expression]) => `${JSON.stringify(name)}: ${expression}`)
    .join(',\n');
  return `export default async () => {
const t = {${typeImports}};
return { '@nestjs/swagger': { models: ${print(toLiteral(models))}, controllers: ${print(toLiteral(controllers))} } };
};\n`;
}
