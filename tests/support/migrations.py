"""Migrations as modules, to call what is frozen in them."""

from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType

from factcheck.resources import folder


def migration(revision: str) -> ModuleType:
    """Return the module of a revision."""
    (path,) = (folder("migrations") / "versions").glob(f"{revision}_*.py")
    spec = spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
