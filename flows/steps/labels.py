"""The vocabularies as the warehouse needs them: their terms, and labels resolved by them."""

import pyarrow as pa

from flows.labels.resolve import RESOLVER_VERSION, Resolver
from flows.labels.vocabulary import Kind, Vocabulary, read_vocabulary
from flows.settings import VOCABULARY
from warehouse.arrow import make_table
from warehouse.errors import Failure
from warehouse.vocabulary import RESOLUTIONS, TERMS, LabelRules


def load_rules() -> LabelRules:
    """Read seeds/vocabulary. Raises Failure naming file and line of a mistake."""
    try:
        vocabulary = read_vocabulary(VOCABULARY)
    except (ValueError, OSError, KeyError) as error:
        raise Failure(f"seeds/vocabulary: {error}", "Mend the line; nothing was changed.") from error
    resolver = Resolver(vocabulary)
    return LabelRules(
        terms=_list_terms(vocabulary),
        sha256=f"{vocabulary.sha256} {RESOLVER_VERSION}",
        resolve=lambda labels: _resolve(resolver, labels),
    )


def _list_terms(vocabulary: Vocabulary) -> pa.Table:
    return make_table(
        (
            (
                term.kind.value,
                term.term_id,
                term.parent_id,
                term.term_id if term.kind is Kind.INDUSTRY else None,
                term.name,
                term.line,
            )
            for term in vocabulary.terms
        ),
        TERMS,
    )


def _resolve(resolver: Resolver, labels: list[tuple[str, str]]) -> pa.Table:
    return make_table(
        (
            (
                kind,
                raw_label,
                place,
                each.target_id,
                each.matched_text,
                each.rule,
                each.vocabulary_line,
            )
            for kind, raw_label in labels
            for place, each in enumerate(resolver.resolve(Kind(kind), raw_label), start=1)
        ),
        RESOLUTIONS,
    )
