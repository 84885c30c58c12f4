"""Organisations: units, people, hierarchy and ties, drawn from a description or read from files of a real one."""

from __future__ import annotations

from sim.organisation.build import organisation_of
from sim.organisation.files import read_organisation
from sim.organisation.names import name_of
from sim.organisation.networks import network_organisation
from sim.organisation.organisation import KINDS, MISSING, Organisation, OrganisationError, Stance
from sim.schema.organisation import DrawnOrganisation, OrganisationFromFiles, OrganisationSpecification

__all__ = [
    "KINDS",
    "MISSING",
    "DrawnOrganisation",
    "Organisation",
    "OrganisationError",
    "OrganisationFromFiles",
    "OrganisationSpecification",
    "Stance",
    "name_of",
    "network_organisation",
    "organisation_of",
    "read_organisation",
]
