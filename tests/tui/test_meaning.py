"""An encoder behind the screen: claims get their vectors as they are filed, and a broken encoder is said once."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from factcheck.matching.encoders import Encoding
from factcheck.services.desk import Desk
from factcheck.settings import Settings
from tests.support.encoders import WordEncoder
from tests.tui.conftest import Front, OpenApp
from tui.desk.operations import Operations


class BrokenEncoder(WordEncoder):
    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        raise RuntimeError("the model [bold]broke")


def with_encoder(desk: Desk, encoder: WordEncoder) -> Desk:
    return replace(desk, encoding=Encoding("words", load=lambda _: encoder))


async def test_a_claim_in_another_language_appears_while_its_translation_is_typed(
    desk: Desk, settings: Settings, open_app: OpenApp
) -> None:
    desk = with_encoder(desk, WordEncoder())
    operations = Operations(desk, settings)
    number = operations.add(text="Milch ist teuer.")
    operations.edit(number, None, text="Die Brücke ist gesperrt.")
    app = open_app(desk, settings)
    async with app.run_test(size=(120, 40)) as pilot:
        front = Front(app, pilot)
        await front.type("i", "Bridge closed")

        await front.sees(f"claim {number} · inbox")


async def test_a_broken_encoder_is_said_once_and_the_words_still_find(
    desk: Desk, settings: Settings, open_app: OpenApp
) -> None:
    number = Operations(with_encoder(desk, WordEncoder()), settings).add(text="The harbour bridge was closed.")
    app = open_app(with_encoder(desk, BrokenEncoder()), settings)
    async with app.run_test(size=(120, 40)) as pilot:
        front = Front(app, pilot)
        await front.type("i", "harbour bridge")

        await front.sees(f"claim {number} · inbox")
        await front.sees("the encoder words is not used: the model [bold]broke")
        assert app.gateway.operations().encoder_complaint() is None
