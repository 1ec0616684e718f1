"""Defaults that depend on the machine: where the database and the configuration file are, and who works here."""

import getpass
import os
from pathlib import Path

import platformdirs


def default_db() -> str:
    """Return the path of the database in the platform's folder for user data."""
    return str(Path(platformdirs.user_data_dir("factcheck")) / "factcheck.db")


def login() -> str:
    """Return the name of the account that runs the program; a bare container may have none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return f"uid-{os.getuid()}"


def default_config() -> Path:
    """Return the path of the configuration file in the platform's folder for user configuration."""
    return Path(platformdirs.user_config_dir("factcheck")) / "config.toml"
