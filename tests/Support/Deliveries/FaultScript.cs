using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Signalbox.Tests.Support.Deliveries;

/// <summary>What a receiver answers instead of 200.</summary>
public enum ReceiverFault
{
    /// <summary>Nothing: 200.</summary>
    None,

    /// <summary>500.</summary>
    ServerError,

    /// <summary>400.</summary>
    ClientError,

    /// <summary>429, with a second to wait.</summary>
    TooMany,

    /// <summary>410.</summary>
    Gone,

    /// <summary>307 to itself, for ever.</summary>
    RedirectLoop,

    /// <summary>500 with a body of 64 MB.</summary>
    HugeAnswer,

    /// <summary>200 with a body of which a byte comes now and then.</summary>
    SlowBody,

    /// <summary>Nothing, until the sender gives up.</summary>
    NoAnswer,

    /// <summary>The connection is reset.</summary>
    Reset,

    /// <summary>Something that is no HTTP.</summary>
    Garbage,
}

/// <summary>Which faults an event meets, by a seed: none or at most two, then 200.</summary>
/// <param name="seed">Of all events together.</param>
/// <param name="share">The part of the events that meet any, from 0 to 1.</param>
/// <param name="faults">Which.</param>
public sealed class FaultScript(int seed, double share, params IReadOnlyList<ReceiverFault> faults)
{
    private const int MostFaults = 2;

    /// <summary>Every fault that passes by itself.</summary>
    public static IReadOnlyList<ReceiverFault> Passing { get; } =
    [
        ReceiverFault.ServerError, ReceiverFault.ClientError, ReceiverFault.TooMany, ReceiverFault.RedirectLoop, ReceiverFault.HugeAnswer,
        ReceiverFault.SlowBody, ReceiverFault.NoAnswer, ReceiverFault.Reset, ReceiverFault.Garbage,
    ];

    /// <summary>No fault at all.</summary>
    public static FaultScript Faultless { get; } = new(seed: 0, share: 0);

    /// <summary>Always this one.</summary>
    public static FaultScript Always(ReceiverFault fault) => new(seed: 0, share: 1, fault) { IsForEver = true };

    /// <summary>Always this one, for these events; none for the others.</summary>
    public static FaultScript AlwaysFor(ReceiverFault fault, params IReadOnlyList<string> eventIds) => new(seed: 0, share: 1, fault) { IsForEver = true, Only = eventIds };

    private bool IsForEver { get; init; }

    private IReadOnlyList<string>? Only { get; init; }

    /// <summary>What an event meets.</summary>
    /// <param name="eventId">Its id.</param>
    /// <param name="arrival">The how-manieth time it has come: 1 for the first.</param>
    public ReceiverFault Of(string eventId, int arrival)
    {
        if (IsForEver)
        {
            return Only?.Contains(eventId) is false ? ReceiverFault.None : faults[0];
        }

        var chance = new Random(BinaryPrimitives.ReadInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{eventId}"))));
        if (chance.NextDouble() >= share)
        {
            return ReceiverFault.None;
        }

        var drawn = Enumerable.Range(0, chance.Next(1, MostFaults + 1)).Select(_ => faults[chance.Next(faults.Count)]).ToList();
        return arrival <= drawn.Count ? drawn[arrival - 1] : ReceiverFault.None;
    }
}
