/** The script of Swagger UI. */
export const script: string;
/** Its style sheet. */
export const style: string;
