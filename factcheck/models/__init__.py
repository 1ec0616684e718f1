"""The tables, by subject.

They have no behaviour: operations on rows are in ``services``, the meaning of words is in ``vocabulary``.
A column whose name begins with ``memory_`` or ``pending_`` belongs to :mod:`factcheck.verifier.verdict.confirmation`.
"""

from factcheck.models.alerts import Alert as Alert
from factcheck.models.alerts import Channel as Channel
from factcheck.models.archives import ArchiveLookup as ArchiveLookup
from factcheck.models.archives import Memento as Memento
from factcheck.models.archives import MementoCheck as MementoCheck
from factcheck.models.articles import Alias as Alias
from factcheck.models.articles import Article as Article
from factcheck.models.articles import ArticleReading as ArticleReading
from factcheck.models.articles import ArticleStatement as ArticleStatement
from factcheck.models.articles import ClaimVector as ClaimVector
from factcheck.models.checks import Capture as Capture
from factcheck.models.checks import CheckRollUp as CheckRollUp
from factcheck.models.checks import CitationCheck as CitationCheck
from factcheck.models.checks import Evaluation as Evaluation
from factcheck.models.checks import Run as Run
from factcheck.models.checks import SourceCheck as SourceCheck
from factcheck.models.claims import Claim as Claim
from factcheck.models.claims import ClaimTag as ClaimTag
from factcheck.models.claims import Counter as Counter
from factcheck.models.claims import Note as Note
from factcheck.models.claims import Rating as Rating
from factcheck.models.claims import SavedView as SavedView
from factcheck.models.claims import Tag as Tag
from factcheck.models.columns import EpochDateTime as EpochDateTime
from factcheck.models.columns import Row as Row
from factcheck.models.log import Event as Event
from factcheck.models.sources import Citation as Citation
from factcheck.models.sources import Host as Host
from factcheck.models.sources import Source as Source
