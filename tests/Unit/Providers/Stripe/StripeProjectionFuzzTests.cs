using System.Reflection;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Signalbox.Journal;
using Signalbox.Projections;
using Signalbox.Providers.Stripe;
using Signalbox.Streams;
using Signalbox.Tests.Unit.Streams;

namespace Signalbox.Tests.Unit.Providers.Stripe;

/// <summary>Whatever an event holds, its projection does not throw, and gives nothing that PostgreSQL would refuse.</summary>
public sealed class StripeProjectionFuzzTests
{
    private static readonly string[] Types = ["customer.updated", "customer.deleted", "charge.succeeded", "invoice.deleted", "payment_intent.payment_failed", "x", ""];

    [Fact]
    public void DamagedEvent_NeverThrows() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1_000),
        Prop.ForAll(Seeds.Any, static seed =>
        {
            var chance = new Random(seed);
            AssertProjects(OddJson.Damaged(chance), Types[chance.Next(Types.Length)], chance);
        }));

    [Fact]
    public void OddObjectOfAnyKind_NeverThrows() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(700),
        Prop.ForAll(Seeds.Any, static seed =>
        {
            var chance = new Random(seed);
            var kinds = new[] { "customer", "subscription", "invoice", "payment_intent", "charge", "dispute", "checkout.session", "product", "price" };
            string[] names = ["customer", "items", "data", "subscription", "parent", "charges", "latest_charge", "recurring", "status", "quantity", "current_period_end", "deleted"];
            var fields = string.Concat(names.Select(name => chance.Next(2) == 0 ? "" : $",\"{name}\":{OddJson.Value(chance, 3)}"));
            var payload = $$$"""{"data":{"object":{"id":"x_1","object":"{{{kinds[chance.Next(kinds.Length)]}}}"{{{fields}}}},"previous_attributes":{{{OddJson.Value(chance, 2)}}}}}""";
            AssertProjects(Encoding.UTF8.GetBytes(payload), Types[chance.Next(Types.Length)], chance, isProjected: true);
        }));

    [Fact]
    public void RandomBytes_NeverThrow() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1_000),
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), static bytes => AssertProjects(bytes ?? [], "customer.updated", new Random(1))));

    [Theory]
    [InlineData(100)]
    [InlineData(600)]
    [InlineData(200_000)]
    public void DeepNesting_NeverThrows(int depth)
    {
        var deep = new string('[', depth) + new string(']', depth);
        AssertProjects(Encoding.UTF8.GetBytes($$$"""{"data":{"object":{"id":"x_1","object":"customer","email":{{{deep}}} },"previous_attributes":{"email":{{{deep}}} } } }"""), "customer.updated", new Random(1));
    }

    [Theory]
    [InlineData(long.MinValue, 0)]
    [InlineData(-1, 0)]
    [InlineData(1_700_000_000, 1_700_000_000)]
    [InlineData(long.MaxValue, 253_402_300_799)]
    public void TimeOutOfRange_IsTheNearestThatCanBeStored(long occurredAt, long expected)
    {
        var entry = Entry("""{"data":{"object":{"id":"x_1","object":"customer"}}}"""u8.ToArray(), "customer.updated") with { OccurredAt = occurredAt };

        Assert.Equal(expected, StripeProjection.Instance.Read(entry)!.AsOf);
    }

    [Theory]
    [InlineData("""{"data":{"object":{"object":"customer"}}}""")]
    [InlineData("""{"data":{"object":{"id":"","object":"customer"}}}""")]
    [InlineData("""{"data":{"object":{"id":7,"object":"customer"}}}""")]
    [InlineData("""{"data":{"object":{"id":"x_1","object":"payout"}}}""")]
    [InlineData("""{"data":{"object":{"id":"x_1"}}}""")]
    [InlineData("""{"data":{"object":["x_1"]}}""")]
    [InlineData("""{"data":{}}""")]
    [InlineData("""{"data":7}""")]
    [InlineData("""{"object":{"id":"x_1","object":"customer"}}""")]
    [InlineData("{}")]
    public void NothingThatIsProjected_IsNoCopy(string payload) =>
        Assert.Null(StripeProjection.Instance.Read(Entry(Encoding.UTF8.GetBytes(payload), "customer.updated")));

    [Fact]
    public void IdLongerThanAnyId_IsNoCopy()
    {
        var payload = $$$"""{"data":{"object":{"id":"{{{new string('x', 256)}}}","object":"customer"} } }""";

        Assert.Null(StripeProjection.Instance.Read(Entry(Encoding.UTF8.GetBytes(payload), "customer.updated")));
    }

    private static JournalEntry Entry(byte[] payload, string type) =>
        new("stripe/customer/cus_1", 1, 1, "evt_1", type, 1_700_000_000, DateTimeOffset.UnixEpoch, payload);

    private static void AssertProjects(byte[] payload, string type, Random chance, bool isProjected = false)
    {
        var copy = StripeProjection.Instance.Read(Entry(payload, type));
        if (copy is null)
        {
            Assert.False(isProjected);
            return;
        }

        AssertStorable(StripeProjection.Instance.ToRow(copy, new StreamKey("stripe", "customer", "cus_1")));

        // Comparing it with any other copy does not throw either.
        var other = StripeProjection.Instance.Read(Entry(OddJson.Event(chance).Body, "customer.updated"));
        _ = copy.Follows(copy) || (other is not null && (copy.Follows(other) | other.Follows(copy)));
    }

    private static void AssertStorable(ProjectionRow row)
    {
        foreach (var property in row.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            if (property.GetValue(row) is string text)
            {
                Assert.DoesNotContain('\0', text);
                Assert.Equal(text, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));
                Assert.True(text.Length <= 255 || !property.Name.EndsWith("Id", StringComparison.Ordinal));
            }
            else if (property.GetValue(row) is long number && (property.Name.StartsWith("CurrentPeriod", StringComparison.Ordinal) || property.Name.EndsWith("At", StringComparison.Ordinal)))
            {
                Assert.InRange(number, 0, JsonFields.LastUnixSecond);
            }
        }

        if (row is SubscriptionRow subscription)
        {
            Assert.Distinct(subscription.Items.Select(static i => i.Head.Id));
            Assert.All(subscription.Items, AssertStorable);
        }
    }
}
