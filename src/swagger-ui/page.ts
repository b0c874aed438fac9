/** What the page may load: its own files, and answers of the app. Swagger UI sets styles in elements. */
export const pagePolicy: string =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** The page itself. @param path of the page, below which its files are */
export const pageOf = (path: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>API</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="${escaped(path)}/swagger-ui.css">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="${escaped(path)}/swagger-ui-bundle.js"></script>
    <script src="${escaped(path)}/start.js"></script>
  </body>
</html>
`;

/** What starts it. Nothing is asked of other servers: validators are, by default. */
export const startOf = (document: string): string =>
  `SwaggerUIBundle(${JSON.stringify({ url: document, dom_id: "#swagger-ui", validatorUrl: null })});\n`;
