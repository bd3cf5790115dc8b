using System.Text;
using Signalbox.Journal;

namespace Signalbox.Tests.Storage.Journal;

/// <summary>Events as the ingress makes them.</summary>
internal static class Events
{
    internal static IncomingEvent Incoming(string id, string stream = "stripe/customer/cus_1", string type = "customer.updated", string body = "{}") =>
        new("stripe", id, type, stream, 1_700_000_000, DateTimeOffset.UnixEpoch.AddSeconds(1_700_000_001), "User-Agent: test", Encoding.UTF8.GetBytes(body));
}
