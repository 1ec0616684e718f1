"""Settings, built once and passed down. Nothing else reads one from the environment or the configuration file."""

from factcheck.settings.kinds import Secret as Secret
from factcheck.settings.places import default_config as default_config
from factcheck.settings.places import login as login
from factcheck.settings.reader import Reading as Reading
from factcheck.settings.reader import displayed as displayed
from factcheck.settings.reader import fields as fields
from factcheck.settings.reader import file_in_use as file_in_use
from factcheck.settings.reader import load as load
from factcheck.settings.reader import marked as marked
from factcheck.settings.reader import read as read
from factcheck.settings.reader import value_of as value_of
from factcheck.settings.retired import RETIRED as RETIRED
from factcheck.settings.sections import SECTIONS as SECTIONS
from factcheck.settings.sections import ArchiveSettings as ArchiveSettings
from factcheck.settings.sections import CaptureSettings as CaptureSettings
from factcheck.settings.sections import DeskSettings as DeskSettings
from factcheck.settings.sections import JobSettings as JobSettings
from factcheck.settings.sections import MatchSettings as MatchSettings
from factcheck.settings.sections import NotifySettings as NotifySettings
from factcheck.settings.sections import Settings as Settings
from factcheck.settings.sections import SpotSettings as SpotSettings
from factcheck.settings.sections import VerifySettings as VerifySettings
from factcheck.settings.table import Mark as Mark
from factcheck.settings.table import Setting as Setting
