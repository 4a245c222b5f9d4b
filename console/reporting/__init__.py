"""Reports as documents: drawn once, written as text, Markdown, HTML, workbook, JSON or CSV.

The command line asks for one and so may anything that runs at night: `console.reporting.writing`
has the one function for it. Every format is made from the same `Document` or `Bulletin`, and
nothing in them depends on when or where they are written, so that the same data drawn as at the
same moment give the same bytes.
"""
