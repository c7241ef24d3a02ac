"""The official workbook: MPG's own sheet format, read cell by cell.

`file` opens it, `layout` knows where everything stands in a `sheet`; `formula` and `figures`
tell what a cell publishes; `answers`, `headings` and `rules` find what is wrong with what was
typed and what is counted; `edition` is what an import takes. `monitor.audit` lists every slip.
"""

from monitor.workbook.edition import Edition, edition_of
from monitor.workbook.file import Workbook, read_workbook
from monitor.workbook.sheet import Sheet
from monitor.workbook.slip import Kind, Slip

__all__ = ["Edition", "Kind", "Sheet", "Slip", "Workbook", "edition_of", "read_workbook"]
