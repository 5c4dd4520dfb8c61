"""Chinese PDF documents: fonts, text that is never clipped, grids that grow and break over pages."""
