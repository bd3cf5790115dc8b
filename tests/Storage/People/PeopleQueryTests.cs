using System.Text;
using Microsoft.Extensions.Options;
using Signalbox.Journal;
using Signalbox.People;
using Signalbox.Postgres;
using Signalbox.Projections;
using Signalbox.Providers;
using Signalbox.Providers.Stripe;
using Signalbox.Streams;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.People;

/// <summary>One person over all providers, from the rows that their events make.</summary>
public sealed class PeopleQueryTests : IAsyncLifetime
{
    private static readonly string[] Accounts = ["clerk", "stripe", "stripe-eu", "sendgrid", "twilio", "ayrshare"];

    private TestDatabase _database = null!;
    private PostgresCommitStore _store = null!;
    private PostgresPeopleQueries _people = null!;
    private int _events;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _store = new PostgresCommitStore(new HotConnections(_database.ConnectionString));
        _people = new PostgresPeopleQueries(_database.DataSource, Options.Create(new PeopleOptions()));
    }

    public async ValueTask DisposeAsync()
    {
        _store.Dispose();
        await _database.DisposeAsync();
    }

    [Theory]
    [InlineData("user_1")]
    [InlineData("cus_1")]
    [InlineData("ADA@example.com")]
    public async Task Find_ByAnyOfItsNames_IsThePersonOverAllProviders(string id)
    {
        await UserAsync("user_1", "Ada@example.com", verified: true);
        await FactsAsync("clerk/organization/org_1", "organization.created", """{"data":{"id":"org_1","name":"Acme","updated_at":1}}""");
        await FactsAsync("clerk/organization/org_1", "organizationMembership.created", """{"data":{"id":"orgmem_1","role":"org:admin","updated_at":1,"organization":{"id":"org_1"},"public_user_data":{"user_id":"user_1"} } }""");
        await StripeAsync("stripe", """{"id":"cus_1","object":"customer","email":"billing@example.com","metadata":{"userId":"user_1"} }""");
        await StripeAsync("stripe", """{"id":"cus_2","object":"customer","email":"ada@EXAMPLE.com"}""");
        await StripeAsync("stripe", """{"id":"cus_3","object":"customer","email":"ada@example.com","metadata":{"userId":"user_other"} }""");
        await StripeAsync("stripe", """{"id":"sub_1","object":"subscription","customer":"cus_1","status":"active"}""");
        await StripeAsync("stripe", """{"id":"in_1","object":"invoice","customer":"cus_1","status":"open","amount_remaining":5}""");
        await StripeAsync("stripe", """{"id":"in_2","object":"invoice","customer":"cus_1","status":"paid"}""");
        await FactsAsync("sendgrid/message/m1", "email.bounce", """{"email":"billing@example.com","event":"bounce","sg_message_id":"m1"}""");
        await FactsAsync("twilio/message/SM1", "message.received", "MessageSid=SM1&From=%2B15550100&To=%2B15550199&Body=stop");
        await FactsAsync("ayrshare/profile/prof_1", "social", """{"action":"social","refId":"prof_1","platform":"instagram","type":"link","displayName":"ada"}""");

        var person = Assert.IsType<PersonAnswer.Found>(await _people.FindAsync(id, Accounts, default)).Person;

        Assert.Equal("user_1", person.Id);
        Assert.Equal(("clerk", "Ada@example.com"), (person.User!.Account, person.User.Email));
        Assert.Equal(("org_1", "Acme", "org:admin"), Assert.Single(person.Memberships) is var m ? (m.OrganizationId, m.OrganizationName, m.Role) : default);
        Assert.Equal(["cus_1", "cus_2"], person.Customers.Select(static c => c.Id));
        Assert.Equal("sub_1", Assert.Single(person.Customers[0].Subscriptions).Id);
        Assert.Equal("in_1", Assert.Single(person.Customers[0].OpenInvoices).Id);
        Assert.Equal(["SM1", "m1"], person.Messages.Select(static x => x.Id).Order(StringComparer.Ordinal));
        Assert.Equal(["bounce", "stop"], person.Suppressions.Select(static s => s.Reason).Order());
        Assert.Equal("instagram", Assert.Single(person.SocialAccounts).Platform);
    }

    [Fact]
    public async Task Find_AddressOfTwoUsers_IsAmbiguous()
    {
        await UserAsync("user_1", "ada@example.com", verified: true);
        await UserAsync("user_2", "ada@example.com", verified: true);

        var answer = Assert.IsType<PersonAnswer.Ambiguous>(await _people.FindAsync("ada@example.com", Accounts, default));

        Assert.Equal(["clerk/user_1", "clerk/user_2"], answer.Identities);
    }

    [Fact]
    public async Task Find_CustomerIdInTwoAccounts_IsAmbiguousUntilTheAccountIsSaid()
    {
        await StripeAsync("stripe", """{"id":"cus_1","object":"customer","email":"a@example.com"}""");
        await StripeAsync("stripe-eu", """{"id":"cus_1","object":"customer","email":"b@example.com"}""");

        Assert.IsType<PersonAnswer.Ambiguous>(await _people.FindAsync("cus_1", Accounts, default));
        var person = Assert.IsType<PersonAnswer.Found>(await _people.FindAsync("cus_1", ["stripe-eu"], default)).Person;

        Assert.Equal(("cus_1", "b@example.com"), (person.Id, Assert.Single(person.Customers).Email));
    }

    [Fact]
    public async Task Find_UnverifiedAddress_LinksNoCustomer()
    {
        await UserAsync("user_1", "ada@example.com", verified: false);
        await StripeAsync("stripe", """{"id":"cus_1","object":"customer","email":"ada@example.com"}""");

        var user = Assert.IsType<PersonAnswer.Found>(await _people.FindAsync("user_1", Accounts, default)).Person;
        var customer = Assert.IsType<PersonAnswer.Found>(await _people.FindAsync("cus_1", Accounts, default)).Person;

        Assert.Empty(user.Customers);
        Assert.Null(customer.User);
    }

    [Fact]
    public async Task Find_UnverifiedAddresses_LinkNoMessageAndNoSuppression()
    {
        await UserAsync("user_1", "ada@example.com", verified: false);
        await UserAsync("user_2", "Ada@example.com", verified: true);
        await FactsAsync("sendgrid/message/m1", "email.bounce", """{"email":"ada@example.com","event":"bounce","sg_message_id":"m1"}""");
        await FactsAsync("twilio/message/SM1", "message.received", "MessageSid=SM1&From=%2B15550100&To=%2B15550199&Body=stop");

        var stranger = Assert.IsType<PersonAnswer.Found>(await _people.FindAsync("user_1", Accounts, default)).Person;
        var ada = Assert.IsType<PersonAnswer.Found>(await _people.FindAsync("user_2", Accounts, default)).Person;

        Assert.Empty(stranger.Messages);
        Assert.Empty(stranger.Suppressions);
        Assert.False(stranger.User!.PhoneVerified);
        Assert.Equal((2, 2), (ada.Messages.Count, ada.Suppressions.Count));

        // A row from before this was read: unverified until the journal is read once more.
        await _database.ExecuteAsync("UPDATE users SET phone_verified = NULL");
        Assert.Equal("m1", Assert.Single(Assert.IsType<PersonAnswer.Found>(await _people.FindAsync("user_2", Accounts, default)).Person.Messages).Id);
    }

    [Fact]
    public async Task Find_SomebodyElsesAddress_UnverifiedMakesNoRivalAndNoAnswer()
    {
        await UserAsync("user_1", "ada@example.com", verified: false);
        Assert.IsType<PersonAnswer.Unknown>(await _people.FindAsync("ada@example.com", Accounts, default));
        await StripeAsync("stripe", """{"id":"cus_1","object":"customer","email":"ada@example.com"}""");
        var customer = Assert.IsType<PersonAnswer.Found>(await _people.FindAsync("ada@example.com", Accounts, default)).Person;
        await UserAsync("user_2", "ada@example.com", verified: true);

        var person = Assert.IsType<PersonAnswer.Found>(await _people.FindAsync("ada@example.com", Accounts, default)).Person;

        Assert.Null(customer.User);
        Assert.Equal(("user_2", "cus_1"), (person.Id, Assert.Single(person.Customers).Id));
    }

    [Fact]
    public async Task Find_Nobody_IsUnknown()
    {
        Assert.IsType<PersonAnswer.Unknown>(await _people.FindAsync("user_9", Accounts, default));
        Assert.IsType<PersonAnswer.Unknown>(await _people.FindAsync("nobody@example.com", Accounts, default));
    }

    private Task UserAsync(string id, string email, bool verified) => FactsAsync(
        $"clerk/user/{id}",
        "user.created",
        $$$"""{"data":{"id":"{{{id}}}","updated_at":1,"email_addresses":[{"email_address":"{{{email}}}","verification":{"status":"{{{(verified ? "verified" : "unverified")}}}"} }],"phone_numbers":[{"phone_number":"+15550100","verification":{"status":"{{{(verified ? "verified" : "unverified")}}}"} }],"public_metadata":{"socialProfileId":"prof_1"} } }""");

    private Task FactsAsync(string stream, string type, string body)
    {
        var entry = new JournalEntry(stream, 1, 1, $"e_{++_events}", type, 1_700_000_000, DateTimeOffset.UnixEpoch, Encoding.UTF8.GetBytes(body));
        return CommitAsync(new StreamCommit(stream, 0, 1, []) { Facts = FactProjections.Of(StreamKey.Parse(stream).Account)!.Facts(entry) });
    }

    private Task StripeAsync(string account, string json)
    {
        var stream = $"{account}/customer/{++_events}";
        var entry = new JournalEntry(stream, 1, 1, $"e_{_events}", "x.updated", 1_700_000_000, DateTimeOffset.UnixEpoch, Encoding.UTF8.GetBytes($$$"""{"data":{"object":{{{json}}} } }"""));
        var projection = StripeProjection.Instance;
        return CommitAsync(new StreamCommit(stream, 0, 1, [projection.ToRow(projection.Read(entry)!, StreamKey.Parse(stream))]));
    }

    private async Task CommitAsync(StreamCommit commit)
    {
        await _database.ExecuteAsync($"""
            INSERT INTO stream_heads VALUES ('{commit.Stream}', 9) ON CONFLICT DO NOTHING;
            INSERT INTO stream_cursors VALUES ('{commit.Stream}', 0) ON CONFLICT (stream) DO UPDATE SET applied = 0
            """);
        Assert.Single(_store.Commit([commit]));
    }
}
