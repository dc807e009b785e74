import { SignedIn } from '../access/route-access.js';
import { readFile } from 'node:fs/promises';
import { Controller, Get, Header } from '@nestjs/common';

const DOCUMENT = new URL('../../../openapi.json', import.meta.url);

/** Serves the committed document: making it takes longer than the rest of the start. */
@SignedIn()
@Controller('api/openapi.json')
export class OpenApiController {
  /** Get this document. */
  @Get()
  @Header('Content-Type', 'application/json; charset=utf-8')
  read(): Promise<string> {
    return readFile(DOCUMENT, 'utf8');
  }
}
