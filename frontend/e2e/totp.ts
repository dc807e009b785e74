export { codeAt, stepAt, untilStep } from '../../testkit/authenticator-app.mjs';
