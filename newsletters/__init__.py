"""From a release to a reader's inbox."""
