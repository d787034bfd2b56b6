"""What a column means, by the words of the Virtual Observatory (UCD)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

__all__ = ["by_ucd"]

_MAIN = "meta.main"
_OLD = {  # of the first version, which VizieR and older services still give
    "pos_eq_ra_main": ("pos.eq.ra", _MAIN),
    "pos_eq_dec_main": ("pos.eq.dec", _MAIN),
    "pos_eq_ra": ("pos.eq.ra",),
    "pos_eq_dec": ("pos.eq.dec",),
    "id_main": ("meta.id", _MAIN),
}


def by_ucd(
    names: Sequence[str], ucds: Mapping[str, str], word: str, *, main: bool = False
) -> str | None:
    """Return the one column of a meaning, the main one if there is one.

    Parameters
    ----------
    names : sequence of str
    ucds : dict of str to str
        By column.
    word : str
        The meaning, such as "pos.eq.ra".
    main : bool, default=False
        Only the main one will do.

    Returns
    -------
    str or None
        None where no column says so, or several do.

    Examples
    --------
    >>> by_ucd(["a", "b"], {"a": "pos.eq.ra", "b": "pos.eq.ra;meta.main"}, "pos.eq.ra")
    'b'
    """
    words = {name: _words(ucds[name]) for name in names if name in ucds}
    found = [name for name, said in words.items() if set(said) == {word, _MAIN}]
    if not found and not main:
        found = [name for name, said in words.items() if said == (word,)]
    return found[0] if len(found) == 1 else None


def _words(ucd: str) -> tuple[str, ...]:
    plain = ucd.strip().lower()
    return _OLD.get(plain, tuple(word.strip() for word in plain.split(";")))
