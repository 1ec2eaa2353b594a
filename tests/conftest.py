"""Makes this folder importable, so that tests share `helpers_documents`."""
