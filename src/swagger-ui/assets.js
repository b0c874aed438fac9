// In JavaScript: TypeScript has no types for these imports, and a declaration for all of the package would be everyone's.
import script from "swagger-ui-dist/swagger-ui-bundle.js" with { type: "text" };
import style from "swagger-ui-dist/swagger-ui.css" with { type: "text" };

export { script, style };
