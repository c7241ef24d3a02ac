"""Settings, read once from the environment (`MIPEX_*`) by the composition root."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

HERE = Path(__file__).parent


class Settings(BaseSettings):
    """One flat, frozen record; each field says what it is for."""

    model_config = SettingsConfigDict(env_prefix="MIPEX_", frozen=True, extra="ignore")

    var: Path = Field(Path("var"), description="The folder of everything the service keeps.")
    database_url: str = Field(
        "", description="postgresql+psycopg://… to scale out; empty: an SQLite file in var."
    )
    base_url: str = Field(
        "http://127.0.0.1:8000",
        description="The address under which readers reach the service.",
    )
    secret: SecretStr = Field(
        SecretStr(""),
        description="Signs links and cookies; empty: one is made and kept in var.",
    )
    zone: str = Field("Europe/Brussels", description="The zone whose midnight ends a month.")
    sender: str = Field(
        "MIPEX monitor <news@mipex.example>",
        description="From whom mails come; bounces return.",
    )
    reply_to: str = Field("", description="Where answers to mails go; empty: to the sender.")
    contact: str = Field(
        "https://www.mipex.eu", description="Where publishers whose sites we read reach you."
    )
    smtp_host: str = Field("", description="The server that takes mails; empty: none is sent.")
    smtp_port: int = Field(587, description="Its port.")
    smtp_user: str = Field("", description="The name to sign in there with, if any.")
    smtp_password: SecretStr = Field(
        SecretStr(""), description="The password that goes with it."
    )
    smtp_tls: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="How the connection is secured: starttls, tls, or none."
    )
    allow_hosts: frozenset[str] = Field(
        frozenset(),
        description="Hosts that may be read though their address is private, and where a "
        "mailbox may take its password without TLS.",
    )
    fetch_pause: float = Field(1.0, description="Seconds between two requests to one host.")
    source_keys: dict[str, SecretStr] = Field(
        {}, description="Secrets of sources, by the names that their stanzas give as key."
    )
    mailboxes: Path | None = Field(
        None, description="The folder of Maildirs that sources send to; empty: in var."
    )
    evidence: str = Field(
        "", description="Where evidence is kept: a folder or s3://…; empty: in var."
    )
    evidence_options: dict[str, SecretStr] = Field(
        {}, description="What that store wants to know: key, secret, endpoint_url."
    )
    replies: str = Field(
        "",
        description="The mailbox where answers to our questions arrive; empty: none is read.",
    )
    second_share: float = Field(
        0.1,
        ge=0,
        le=1,
        description="The share of reports that a second correspondent answers blind, where "
        "neither her country nor how well it agrees says otherwise.",
    )
    codebooks: Path = Field(HERE / "codebooks", description="The folder of codebooks.")
    baselines: Path = Field(HERE / "baselines", description="The folder of published answers.")
    sources: Path = Field(HERE / "sources.toml", description="What is watched.")
    keywords: Path = Field(HERE / "keywords", description="Terms by language, for triage.")
    locale: Path = Field(HERE / "locale", description="Texts by language.")
    dev: bool = Field(False, description="Shows the mails at /outbox; never set it in public.")
    host: str = Field("127.0.0.1", description="The address to listen on.")
    port: int = Field(8000, description="The port to listen on.")
