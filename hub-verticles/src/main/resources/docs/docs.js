"use strict";

// A file of its own: the page allows no script that stands in it.
const docs = document.getElementById("docs");
window.ui = SwaggerUIBundle({
  domNode: docs,
  urls: docs.dataset.documents.split(" ").map((name) => ({ name, url: `/docs/openapi/${name}.yaml` })),
  deepLinking: true,
  docExpansion: "none",
  // The default asks a server of somebody else.
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: "StandaloneLayout",
});
