"""What every command reads, read once in the process that commands are forked from."""

import app.cli
from app.bootstrap import settings_of
from app.files import read_texts, read_vocabulary
from newsletters.translate import translations

SETTINGS = settings_of()
VOCABULARY = read_vocabulary(SETTINGS.keywords)
WORDS = translations(read_texts(SETTINGS.locale))
COMMANDS = app.cli
