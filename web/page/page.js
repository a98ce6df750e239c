// The description comes from this server and the requests go to it; nothing else is asked. The token that is given by
// "Authorize" stays in the memory of this page and is forgotten when it is closed.
"use strict";
window.addEventListener("DOMContentLoaded", () => {
    window.ui = SwaggerUIBundle({
        url: "/openapi.json",
        dom_id: "#page",
        deepLinking: true,
        displayRequestDuration: true,
        filter: true,
        docExpansion: "list",
        defaultModelsExpandDepth: 0,
        tryItOutEnabled: false,
        persistAuthorization: false,
        validatorUrl: null,
        queryConfigEnabled: false,
        syntaxHighlight: { activated: true, theme: "agate" },
    });
});
