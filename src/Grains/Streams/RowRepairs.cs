using Signalbox.Projections;

namespace Signalbox.Streams;

/// <summary>What is to be done about a row when its stream is rebuilt.</summary>
internal enum RowRepair
{
    /// <summary>It stays.</summary>
    Keep = 1,

    /// <summary>The freshest copy is offered to it, and its own freshness decides.</summary>
    Write = 2,

    /// <summary>The freshest copy takes its place.</summary>
    Replace = 3,

    /// <summary>It stays, and is read from the provider.</summary>
    Confirm = 4,
}

/// <summary>Decides what the journal knows better than a row. The row never ends with less than before. Pure.</summary>
internal static class RowRepairs
{
    /// <param name="copy">The freshest copy that the stream's events hold; <see langword="null"/> if none is about the object.</param>
    /// <param name="row">The row; <see langword="null"/> if there is none.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="first">The first version of the stream that the journal still holds.</param>
    /// <param name="isReadable">Whether the object can be read from its provider.</param>
    internal static RowRepair Of(ObjectVersion? copy, ObjectVersion? row, string stream, long first, bool isReadable)
    {
        if (copy is not { } freshest)
        {
            return row is not null && isReadable ? RowRepair.Confirm : RowRepair.Keep;
        }

        if (row is not { } stored)
        {
            return RowRepair.Write;
        }

        if (stored.Rank == ObservedObject.Rank)
        {
            // The provider said so: no event tells as much.
            return isReadable ? RowRepair.Confirm : RowRepair.Write;
        }

        var isFresher = Freshness.Compare(freshest, stored) > 0;
        if (stored.Stream != stream)
        {
            return isFresher ? RowRepair.Write : RowRepair.Keep;
        }

        if (stored.Version < first)
        {
            // The event that wrote it is not in the journal any more.
            return isFresher ? RowRepair.Write : isReadable ? RowRepair.Confirm : RowRepair.Keep;
        }

        return RowRepair.Replace;
    }
}
