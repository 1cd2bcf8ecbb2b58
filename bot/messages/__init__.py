"""Every sentence a person can read stands in this folder."""
