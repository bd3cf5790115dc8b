namespace Orleans.Runtime;

/// <summary>
/// Decides which requests of an activation may run together: an ordinary one runs alone, read-only ones run together, and what interleaves
/// runs with anything. Used by turns only.
/// </summary>
internal sealed class RequestGate(bool reentrant)
{
    private GrainCall? _exclusive;

    /// <summary>How many requests run.</summary>
    internal int Running { get; private set; }

    /// <summary>How many read-only requests run.</summary>
    internal int Readers { get; private set; }

    internal bool Admits(GrainCall call) => reentrant || call.Interleaves || (_exclusive is null && (Readers == 0 || call.ReadOnly));

    internal void Enter(GrainCall call)
    {
        Running++;
        if (reentrant || call.Interleaves)
        {
            return;
        }

        if (call.ReadOnly)
        {
            Readers++;
        }
        else
        {
            _exclusive = call;
        }
    }

    internal void Leave(GrainCall call)
    {
        Running--;
        if (reentrant || call.Interleaves)
        {
            return;
        }

        if (call.ReadOnly)
        {
            Readers--;
        }
        else
        {
            _exclusive = null;
        }
    }
}
