"""The two files a person writes: found, or said what is wrong and what to give instead."""

from pathlib import Path

import pytest

from armswire.errors import Misconfigured
from armswire.runtime.files import locate


def test_a_directory_in_the_place_of_a_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured) as told:
        locate("feeds.yaml", tmp_path)
    assert "this is a directory" in str(told.value) and f"{tmp_path / 'feeds.yaml'}" in str(told.value)
    (tmp_path / "feeds.yaml").write_text("feeds: []\n")
    with pytest.raises(Misconfigured, match="give the file"):
        locate("feeds.yaml", tmp_path)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="there is no such file"):
        locate("feeds.yaml", tmp_path / "nothing.yaml")
