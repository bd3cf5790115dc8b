using Signalbox.Journal;
using Signalbox.Projections;
using Signalbox.Providers.Stripe;
using Signalbox.Streams;

namespace Signalbox.Tests.Grain.Streams;

/// <summary>Stripe's projection with a fault in it: it throws for objects of one name.</summary>
internal sealed class FaultyProjection(string name) : IProjection
{
    public ObjectCopy? Read(JournalEntry entry) => StripeProjection.Instance.Read(entry);

    public ObservedObject? Observe(string account, ReadOnlyMemory<byte> json, long asOf) => StripeProjection.Instance.Observe(account, json, asOf);

    public ObservedObject Gone(string account, ObjectKey key, long asOf) => StripeProjection.Instance.Gone(account, key, asOf);

    public ProjectionRow ToRow(ObjectCopy copy, StreamKey stream) => copy.Fields.Text("name"u8) == name
        ? throw new NotSupportedException("no such name")
        : StripeProjection.Instance.ToRow(copy, stream);
}
