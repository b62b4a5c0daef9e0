"""Every sentence that is put together for people."""
