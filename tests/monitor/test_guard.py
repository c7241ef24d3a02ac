"""Where the doors may connect."""

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.guard import Refused, check_addresses, check_host, check_port, refusal

PUBLIC_V4 = st.ip_addresses(v=4).filter(lambda ip: not refusal(ip))


@given(st.ip_addresses(v=4) | st.ip_addresses(v=6))
@example(ip_address("100.64.0.1"))
@example(ip_address("169.254.169.254"))
@example(ip_address("0.0.0.0"))
@example(ip_address("::"))
@example(ip_address("fd00:ec2::254"))
def test_no_address_passes_that_is_not_global(ip):
    if not refusal(ip):
        assert ip.is_global or carried(ip)
        assert not ip.is_multicast


def carried(ip):
    """Whether an IPv6 address stands for the IPv4 address in its last 32 bits."""
    return int(ip) >> 32 in (0, 0xFFFF, 0x0064_FF9B << 64)


@given(st.ip_addresses(v=4))
def test_an_address_in_disguise_is_judged_by_the_one_inside(ip):
    for prefix in (0xFFFF << 32, 0, 0x0064_FF9B << 96):
        disguised = IPv6Address(prefix | int(ip))
        if int(disguised) > 1:
            assert bool(refusal(disguised)) == bool(refusal(ip))


@pytest.mark.parametrize("ip", ["1.1.1.1", "2606:4700::1111", "64:ff9b::101:101"])
def test_addresses_of_the_public_internet_pass(ip):
    assert refusal(ip_address(ip)) == ""


@pytest.mark.parametrize(
    "ip", ["2002:7f00:1::", "2001:0:7f00:1::", "64:ff9b:1::7f00:1", "4000::"]
)
def test_tunnels_and_space_given_to_nobody_are_refused(ip):
    assert refusal(ip_address(ip))


@given(PUBLIC_V4)
def test_one_forbidden_address_among_good_ones_refuses_the_host(ip):
    check_addresses("example.org", 80, [str(ip)], ())
    with pytest.raises(Refused, match="private"):
        check_addresses("example.org", 80, [str(ip), "10.0.0.1"], ())


@given(st.integers(0, 2**32 - 1))
def test_no_spelling_of_a_number_passes_as_a_name(number):
    canonical = str(IPv4Address(number))
    octal = ".".join(f"0{int(part):o}" for part in canonical.split("."))
    for host in (str(number), hex(number), octal, canonical + "."):
        with pytest.raises(Refused):
            check_host(host, 80, ())


def test_a_name_is_left_to_the_lookup():
    check_host("example.org", 80, ())
    check_host("1.example.org", 80, ())


@pytest.mark.parametrize("port", [80, 443, 1024, 8080, 65535])
def test_ports_of_the_web_pass(port):
    check_port("example.org", port, ())


@given(st.integers(1, 1023).filter(lambda port: port not in (80, 443)))
def test_ports_of_other_services_are_refused_unless_allowed(port):
    with pytest.raises(Refused, match=f"port {port} of example.org is not for the web"):
        check_port("example.org", port, ())
    check_port("example.org", port, {f"example.org:{port}"})
