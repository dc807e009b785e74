// @ts-nocheck: @nestjs/swagger's plugin has no types, and a document is JSON of every shape.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { ReadonlyVisitor } from '@nestjs/swagger/plugin';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import ts from 'typescript';
import { backend } from '../../../scripts/lib/paths.mjs';
import { built } from '../built.mjs';
import { completeDocument } from './complete-document.mjs';

/**
 * The API's description, from its controllers and DTOs.
 *
 * Types, comments and validation rules are read from the TypeScript source by @nestjs/swagger's plugin, so the running API
 * neither loads @nestjs/swagger nor repeats a type in a decorator. It serves the committed file.
 *
 * @type {import('../registry.mjs').Generator}
 */
export async function openApi() {
  const { AppModule } = await built('app.module');
  const { ProblemDetails } = await built('common/errors/problem.dto');
  const { Verdict } = await built('modules/gate/dto/verdict.dto');
  const { routesOf } = await built('modules/access/route-inventory');
  const { TOKEN_PERMISSIONS } = await built('modules/access/permissions');
  const app = await NestFactory.create(AppModule.with({}, {}, {}), new FastifyAdapter(), {
    preview: true,
    abortOnError: false,
    logger: false,
  });
  await SwaggerModule.loadPluginMetadata(await metadataLoader());
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
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** It imports the DTOs by relative paths, so it is a file beside them for as long as it is read. */
async function metadataLoader() {
  const file = join(backend, 'dist', `openapi-metadata.${process.pid}.js`);
  writeFileSync(file, readMetadata(join(backend, 'tsconfig.build.json'), join(backend, 'src')));
  try {
    return (await import(pathToFileURL(file).href)).default;
  } finally {
    rmSync(file);
  }
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
