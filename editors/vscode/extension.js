// The client of `gozen lsp`: it starts the command and leaves everything else
// to it. There is no build step; this file runs as it is.
"use strict";

const { window, workspace } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

async function activate() {
  const command = workspace.getConfiguration("gozen").get("path");
  client = new LanguageClient(
    "gozen",
    "Gozen",
    { command, args: ["lsp"] },
    { documentSelector: [{ language: "zmodel" }] },
  );
  try {
    await client.start();
  } catch (error) {
    window.showErrorMessage(`Gozen: cannot start "${command} lsp": ${error.message}. Set gozen.path.`);
  }
}

async function deactivate() {
  if (client?.isRunning()) await client.stop();
}

module.exports = { activate, deactivate };
