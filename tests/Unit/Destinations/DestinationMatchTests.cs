using System.Text;
using System.Text.Json;
using Signalbox.Deliveries;
using Signalbox.Destinations;
using Signalbox.Journal;
using Signalbox.Publishing;
using Signalbox.Streams;

namespace Signalbox.Tests.Unit.Destinations;

/// <summary>Who gets which event.</summary>
public sealed class DestinationMatchTests
{
    private const string Customer = "stripe/customer/cus_1";

    [Theory]
    [InlineData(null, null, true)]
    [InlineData(null, "acme", false)]
    [InlineData("acme", "acme", true)]
    [InlineData("acme", "other", false)]
    [InlineData("acme", null, false)]
    [InlineData("*", null, true)]
    [InlineData("*", "acme", true)]
    public void Wants_OnlyTheEventsOfItsTenant(string? wanted, string? tenant, bool expected)
    {
        var stream = PublishedStreams.Of(PublishedStreams.Product, tenant, "order-1");
        Assert.Equal(expected, Match(tenant: wanted).Wants(Entry(stream.ToString(), "order.shipped"), PublishedStreams.TenantOf(stream)));
    }

    [Fact]
    public void Wants_TypeSourceAndFields_MustAllBeRight()
    {
        using var fields = JsonDocument.Parse("""{"/status": ["paid"]}""");
        var match = new DestinationMatch("dst_1", null, ["invoice.*"], ["stripe"], FieldFilter.Read(fields.RootElement, static (_, _) => { }));

        Assert.True(match.Wants(Entry(Customer, "invoice.paid", """{"status":"paid"}"""), null));
        Assert.False(match.Wants(Entry(Customer, "invoice.paid", """{"status":"open"}"""), null));
        Assert.False(match.Wants(Entry(Customer, "customer.created", """{"status":"paid"}"""), null));
        Assert.False(match.Wants(Entry("stripe-eu/customer/cus_1", "invoice.paid", """{"status":"paid"}"""), null));
    }

    [Theory]
    [InlineData("", "", false)]
    [InlineData("*", "", false)]
    [InlineData("destination.failing", "", true)]
    [InlineData("delivery.*", "", false)]
    [InlineData("", "signalbox", true)]
    [InlineData("", "stripe", false)]
    [InlineData("destination.*", "stripe", false)]
    public void Wants_WhatSignalboxTells_OnlyIfItAsksForIt(string types, string sources, bool expected)
    {
        var match = new DestinationMatch("dst_1", null, Words(types), Words(sources), null);
        Assert.Equal(expected, match.Wants(Entry(Own("dst_2"), OwnEventTypes.DestinationFailing), null));
        Assert.False(match.Wants(Entry(Own("dst_1"), OwnEventTypes.DestinationFailing), null));
    }

    [Fact]
    public void Wants_Test_OnlyItself_WhateverItsFilters()
    {
        var match = new DestinationMatch("dst_1", "acme", ["invoice.*"], ["stripe"], null);
        Assert.True(match.Wants(Entry(Own("dst_1"), OwnEventTypes.DestinationTest), null));
        Assert.False(Match(tenant: null).Wants(Entry(Own("dst_2"), OwnEventTypes.DestinationTest), null));
        Assert.False(new DestinationMatch("dst_1", null, ["destination.*"], [], null).Wants(Entry(Own("dst_2"), OwnEventTypes.DestinationTest), null));

        // A product's event of the same name is one like any other.
        Assert.True(Match(tenant: null).Wants(Entry("product/events/-/x", OwnEventTypes.DestinationTest), null));
    }

    [Fact]
    public void Leaving_TestOfATenantsDestination_GoesToItAlone()
    {
        var directory = new DestinationDirectory();
        directory.Replace([Destination(1, "dst_1", "acme"), Destination(2, "dst_2", null), Destination(3, "dst_3", "*")]);
        var stream = StreamKey.Parse(Own("dst_1"));

        Assert.Equal([1], Routes(LeavingEvents.Of([Entry(Own("dst_1"), OwnEventTypes.DestinationTest)], stream, directory)));
        Assert.Equal([3], Routes(LeavingEvents.Of([Entry(Own("dst_3"), OwnEventTypes.DestinationTest)], StreamKey.Parse(Own("dst_3")), directory)));
        Assert.Equal([2, 3], Routes(LeavingEvents.Of([Entry(Customer, "customer.created")], StreamKey.Parse(Customer), directory)));
        directory.Replace([Destination(1, "dst_1", "acme") with { IsEnabled = false }]);
        Assert.Empty(Routes(LeavingEvents.Of([Entry(Own("dst_1"), OwnEventTypes.DestinationTest)], stream, directory)));
    }

    [Fact]
    public void Directory_For_IsTheTenantsAndEverybodys()
    {
        var directory = new DestinationDirectory();
        directory.Replace(
        [
            Destination(1, "dst_1", "acme"), Destination(2, "dst_2", null), Destination(3, "dst_3", "*"), Destination(4, "dst_4", "acme") with { IsEnabled = false },
            Destination(5, "dst_5", "other"),
        ]);

        Assert.Equal([1, 3], Numbers("acme"));
        Assert.Equal([2, 3], Numbers(null));
        Assert.Equal([3], Numbers("nobody-has-this"));
        Assert.True(directory.TryFind(4, out var disabled));
        Assert.False(disabled.IsEnabled);

        IEnumerable<int> Numbers(string? tenant) => directory.For(tenant).Select(static d => d.Number);
    }

    private static IEnumerable<int> Routes(IReadOnlyList<LeavingEvent> leaving) => leaving.SelectMany(static e => e.To).Select(static r => r.Destination);

    private static Destination Destination(int number, string id, string? tenant) => new()
    {
        Id = id, Number = number, Tenant = tenant, Url = new Uri("https://hooks.example.com/"), Match = new DestinationMatch(id, tenant, [], [], null),
    };

    private static DestinationMatch Match(string? tenant) => new("dst_1", tenant, [], [], null);

    private static string[] Words(string text) => text.Length == 0 ? [] : [text];

    private static string Own(string destination) => PublishedStreams.Of(PublishedStreams.Signalbox, null, OwnEventTypes.StreamOf(destination)).ToString();

    private static JournalEntry Entry(string stream, string type, string body = "{}") =>
        new(stream, 1, 1, "evt_1", type, 0, DateTimeOffset.UnixEpoch, Encoding.UTF8.GetBytes(body));
}
