using System.Text;
using Signalbox.Simulation;
using Signalbox.Simulation.Stripe;

namespace Signalbox.Tests.Unit.Streams;

/// <summary>JSON that is allowed and odd, and events that are no longer JSON.</summary>
internal static class OddJson
{
    private static readonly IReadOnlyList<SimulatedEvent> Events = [.. Enum.GetValues<StripeShape>().SelectMany(static shape => Scenarios.Run("random", new ScenarioRequest(
        new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.Zero))
    {
        Events = 150,
        Account = new StripeAccountOptions { Shape = shape, ExpandedCustomers = 0.3 },
    }).Events)];

    private static readonly string[] Names = ["id", "object", "customer", "data", "status", "items", "n", "", "é", "\\ud800", "\\u0069d", "a\\u0000", "x\\\"y", "😀"];

    private static readonly string[] Scalars =
    [
        "null", "true", "false", "0", "-1", "7", "253402300800", "99999999999999999999", "1.5", "1e400", "\"\"", "\"x\"", "\"cus_1\"", "\"\\u0000\"", "\"\\ud800\"",
        "\"\\udc00x\"", "\"\\ud83d\\ude00\"", "\"customer\"", "\"subscription\"", "\"a\\\\b\\n\"", "\"é\"",
    ];

    private static readonly string[] Tokens = [.. Scalars, "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u00", "{}", "[]", "\0", "\"object\":\"charge\",", "\"id\":{},", "\u00a0"];

    /// <summary>A sound event.</summary>
    internal static SimulatedEvent Event(Random chance) => Events[chance.Next(Events.Count)];

    /// <summary>An object that any JSON reader takes.</summary>
    internal static string Object(Random chance, int depth) =>
        $"{{{string.Join(',', Enumerable.Range(0, chance.Next(6)).Select(_ => $"\"{Names[chance.Next(Names.Length)]}\" : {Value(chance, depth - 1)}"))}}}";

    internal static string Value(Random chance, int depth) => depth <= 0 ? Scalar(chance) : chance.Next(4) switch
    {
        0 => Object(chance, depth),
        1 => $"[{string.Join(", ", Enumerable.Range(0, chance.Next(4)).Select(_ => Value(chance, depth - 1)))}]",
        _ => Scalar(chance),
    };

    /// <summary>A real event with some of its bytes changed, cut out, doubled or replaced by something nasty.</summary>
    internal static byte[] Damaged(Random chance)
    {
        var body = Event(chance).Body.ToList();
        for (var damages = chance.Next(1, 4); damages > 0; damages--)
        {
            var at = chance.Next(body.Count);
            var length = chance.Next(1, Math.Min(12, body.Count - at) + 1);
            switch (chance.Next(6))
            {
                case 0:
                    body[at] = (byte)chance.Next(256);
                    break;
                case 1:
                    body.RemoveRange(at, length);
                    break;
                case 2:
                    body.InsertRange(at, body.GetRange(at, length));
                    break;
                case 3 when chance.Next(4) == 0:
                    body.RemoveRange(at, body.Count - at);
                    break;
                case 4:
                    ReplaceScalar(body, at, chance);
                    break;
                default:
                    body.InsertRange(at, Encoding.UTF8.GetBytes(Tokens[chance.Next(Tokens.Length)]));
                    break;
            }

            if (body.Count == 0)
            {
                break;
            }
        }

        return [.. body];
    }

    private static string Scalar(Random chance) => Scalars[chance.Next(Scalars.Length)];

    /// <summary>Replaces the value behind the next colon, so that the JSON mostly stays sound.</summary>
    private static void ReplaceScalar(List<byte> body, int at, Random chance)
    {
        var from = body.IndexOf((byte)':', at) + 1;
        if (from == 0 || from == body.Count || body[from] is (byte)'{' or (byte)'[')
        {
            return;
        }

        var to = body.FindIndex(from, static b => b is (byte)',' or (byte)'}');
        if (to > from)
        {
            body.RemoveRange(from, to - from);
            body.InsertRange(from, Encoding.UTF8.GetBytes(Value(chance, chance.Next(3))));
        }
    }
}
