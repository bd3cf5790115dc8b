using FsCheck;
using FsCheck.Fluent;

namespace Signalbox.Tests.Unit.Streams;

/// <summary>Seeds over their whole range; those of FsCheck's own numbers are small and soon repeat.</summary>
internal static class Seeds
{
    internal static Arbitrary<int> Any { get; } = Gen.Choose(1, int.MaxValue - 1).ToArbitrary();
}
