"""Organisations: units, people, hierarchy and ties, drawn from a description or read from files of a real one."""

from __future__ import annotations

from sim.organisation.build import build as _build
from sim.organisation.files import digest_of_file, read_organisation
from sim.organisation.names import name_of
from sim.organisation.networks import network_organisation
from sim.organisation.organisation import KINDS, NOBODY, Organisation, OrganisationError
from sim.schema.organisation import DrawnOrganisation, OrganisationFromFiles, OrganisationSpecification

__all__ = [
    "KINDS",
    "NOBODY",
    "DrawnOrganisation",
    "Organisation",
    "OrganisationError",
    "OrganisationFromFiles",
    "OrganisationSpecification",
    "digest_of_file",
    "name_of",
    "network_organisation",
    "organisation_of",
    "read_organisation",
]


def organisation_of(spec: DrawnOrganisation | OrganisationFromFiles) -> Organisation:
    """The organisation that a configuration describes, drawn or read.

    Raises OrganisationError, in a line or two, where the description cannot be one.
    """
    if isinstance(spec, OrganisationFromFiles):
        return read_organisation(spec)
    return _build(spec)
