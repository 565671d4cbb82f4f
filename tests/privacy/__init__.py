"""Own data: taking it away and having it erased."""
