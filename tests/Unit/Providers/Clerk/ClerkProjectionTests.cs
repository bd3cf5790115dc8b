using Signalbox.People;

namespace Signalbox.Tests.Unit.Providers.Clerk;

/// <summary>Clerk's events in the shapes of its documents.</summary>
public sealed class ClerkProjectionTests
{
    private const string User = """
        {"data":{"birthday":"","created_at":1654012591514,"email_addresses":[
          {"email_address":"old@example.org","id":"idn_1","object":"email_address","verification":{"status":"unverified"}},
          {"email_address":"example@example.org","id":"idn_29w83yL7CwVlJXylYLxcslromF1","linked_to":[],"object":"email_address","verification":{"status":"verified","strategy":"ticket"}}],
          "external_accounts":[],"external_id":"567772","first_name":"Example","gender":"","id":"user_29w83sxmDNGwOuEthce5gg56FcC","last_name":"Example",
          "last_sign_in_at":1654012591514,"object":"user","password_enabled":true,"phone_numbers":[{"id":"idn_p","phone_number":"+15550100"}],
          "primary_email_address_id":"idn_29w83yL7CwVlJXylYLxcslromF1","primary_phone_number_id":null,"banned":false,"updated_at":1654012591835,"username":null},
          "event_attributes":{"http_request":{"client_ip":"0.0.0.0"}},"object":"event","timestamp":1654012591900,"type":"user.created"}
        """;

    [Fact]
    public void User_IsRead_WithItsPrimaryAddress()
    {
        var user = FactReading.One<UserFact>("clerk/user/user_29w83sxmDNGwOuEthce5gg56FcC", "user.created", User);

        Assert.Equal(("example@example.org", true), (user.Email, user.EmailVerified));
        Assert.Equal(("+15550100", false), (user.Phone, user.PhoneVerified));
        Assert.Equal(("567772", "Example", null, false, 1654012591514L), (user.ExternalId, user.FirstName, user.Username, user.Banned, user.CreatedAt));
        Assert.Equal((0, 1654012591835L, 0, "evt_1"), (user.Head.Order.Phase, user.Head.Order.Sequence, user.Head.Order.Rank, user.Head.Order.EventId));
        Assert.Null(user.Head.DeletedAt);
    }

    [Fact]
    public void DeletedUser_EndsAllPhases_AndKeepsNothing()
    {
        var user = FactReading.One<UserFact>("clerk/user/user_1", "user.deleted", """{"data":{"deleted":true,"id":"user_1","object":"user"},"object":"event","timestamp":1661861640000,"type":"user.deleted"}""");

        Assert.Equal((2, 1661861640000L), (user.Head.Order.Phase, user.Head.DeletedAt));
        Assert.Null(user.Email);
    }

    [Fact]
    public void Membership_NamesUserAndOrganization()
    {
        const string Payload = """
            {"data":{"created_at":1654013203217,"id":"orgmem_29w9IptNja3mP8GDXpquBwN2qR9","object":"organization_membership",
              "organization":{"created_at":1654013202977,"id":"org_29w9IfBrPmcpi0IeBVaKtA7R94W","name":"Acme Inc","object":"organization","slug":"acme-inc"},
              "public_user_data":{"first_name":"Example","user_id":"user_29w83sxmDNGwOuEthce5gg56FcC"},"role":"org:admin","updated_at":1654013203217},
              "object":"event","type":"organizationMembership.created"}
            """;
        var membership = FactReading.One<MembershipFact>("clerk/organization/org_29w9IfBrPmcpi0IeBVaKtA7R94W", "organizationMembership.created", Payload);

        Assert.Equal(
            ("orgmem_29w9IptNja3mP8GDXpquBwN2qR9", "user_29w83sxmDNGwOuEthce5gg56FcC", "org_29w9IfBrPmcpi0IeBVaKtA7R94W", "org:admin"),
            (membership.Head.Id, membership.UserId, membership.OrganizationId, membership.Role));
    }

    [Theory]
    [InlineData("session.created", "active", 0)]
    [InlineData("session.ended", "ended", 1)]
    [InlineData("session.removed", "removed", 1)]
    [InlineData("session.revoked", "revoked", 1)]
    public void Session_ThatEnded_IsFinal(string type, string status, int phase)
    {
        var session = FactReading.One<SessionFact>(
            "clerk/user/user_1", type, $$"""{"data":{"id":"sess_1","client_id":"client_1","user_id":"user_1","status":"{{status}}","updated_at":7},"type":"{{type}}"}""");

        Assert.Equal((status, phase, "user_1"), (session.Status, session.Head.Order.Phase, session.UserId));
    }

    [Theory]
    [InlineData("organizationInvitation.created")]
    [InlineData("email.created")]
    [InlineData("x")]
    public void OtherTypes_AreNotProjected(string type) => Assert.Empty(FactReading.Facts("clerk/endpoint/main", type, """{"data":{"id":"x_1"}}"""));
}
