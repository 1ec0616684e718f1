"""Modules that the start of the command line may load: static contracts do not see whether an import is deferred."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.process


@pytest.mark.parametrize("module", ["textual", "alembic", "sqlmodel", "httpx", "selectolax"])
def test_the_command_line_starts_without(module: str) -> None:
    program = f"import sys, factcheck.cli; print({module!r} in sys.modules)"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("module", ["sqlalchemy", "pydantic", "typer", "httpx", "textual.widgets._text_area"])
def test_the_first_rows_are_drawn_without(module: str) -> None:
    program = f"import sys, factcheck.cli, factcheck.cli.tui_launcher, factcheck.tui; print({module!r} in sys.modules)"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("module", ["sqlalchemy", "pydantic", "typer", "alembic", "selectolax"])
def test_the_first_request_of_a_run_leaves_without(module: str) -> None:
    program = f"import sys, factcheck.cli, factcheck.cli.verify_job; print({module!r} in sys.modules)"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("module", ["factcheck.verifier.check_source", "factcheck.cli.check"])
def test_a_check_needs_no_database(module: str) -> None:
    program = f"import sys, {module}; print('sqlalchemy' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("module", ["httpx", "httpcore", "h2"])
def test_what_the_keys_need_loads_nothing_that_fetches_pages(module: str) -> None:
    program = f"import sys, tui.desk.operations; print({module!r} in sys.modules)"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert found.stdout == "False\n"


@pytest.mark.parametrize("module", ["httpx", "httpcore", "h2"])
def test_pages_are_fetched_without(module: str) -> None:
    program = f"import sys, factcheck.verifier.check_source; print({module!r} in sys.modules)"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("module", ["asyncio", "ssl", "subprocess", "httpx", "pydantic", "sqlalchemy"])
def test_a_worker_process_loads_only_what_judging_needs(module: str) -> None:
    scheduling = "factcheck.verifier.scheduling"
    program = f"import sys, {scheduling}.worker_process, {scheduling}.page_check; print({module!r} in sys.modules)"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"
