import type { Message } from '../render.ts';

/** What went wrong, and what to do. */
export const problems = {
  'doing.activate': 'The detector was not activated',
  'doing.create': 'The project was not created',
  'doing.demo': 'The demo did not start',
  'doing.evidence': 'No reconstruction of this image',
  'doing.label': 'The label was not saved',
  'doing.list': 'The list could not be loaded',
  'doing.open': 'The project was not opened',
  'doing.redo': 'Nothing was redone',
  'doing.summary': 'The counts above are not up to date',
  'doing.train': 'Training did not start',
  'doing.undo': 'Nothing was undone',

  'problem.already-undone': 'That decision was undone already.',
  'problem.annotations-absent-images':
    'The annotations name images that are not there. Nothing was imported.',
  'problem.annotations-malformed': 'The file of annotations is malformed.',
  'problem.annotations-not-found':
    'There is no file of annotations. Import without them, or put the file back.',
  'problem.csv-not-found': 'There is no such table, or it cannot be read. Check the path.',
  'problem.csv-absent-images': 'The table names images that are not there. Nothing was imported.',
  'problem.csv-malformed': 'The CSV file is malformed; see the details.',
  'problem.details': 'Details',
  'problem.detector-changed':
    'Another detector is active by now. Look at its scores and choose again.',
  'problem.detector-damaged':
    "The detector's files are damaged. Activate another version, or train anew.",
  'problem.detector-died':
    'The detector process ended with an error. Start the work again; the details have its last words.',
  'problem.detector-not-found':
    "The detector's folder is gone. Put it back, or activate another version.",
  'problem.detector-not-trained': 'The detector holds a net alone and cannot judge. Train it anew.',
  'problem.detector-stopped': 'The detector process was stopped. Start the work again.',
  'problem.detector-too-new':
    'A newer version of Lunka made this detector. Update Lunka to use it.',
  'problem.detector-too-old': 'This version of Lunka cannot read so old a detector. Train anew.',
  'problem.file-not-found': 'There is no such file, or it cannot be read. Check the path.',
  'problem.folder-not-empty': 'That folder holds files already. Choose an empty or a new one.',
  'problem.folder-not-found': 'There is no such folder. Check the path.',
  'problem.folder-not-readable':
    'That folder cannot be read. Check that it is there and its permissions.',
  'problem.folder-not-writable': 'That folder cannot be written to. Choose another.',
  'problem.idx-malformed': 'The IDX file is damaged or of another kind. Fetch it again.',
  'problem.image-file-missing':
    "The image's file is gone. Put its folder back, or import it again from its new place.",
  'problem.image-unreadable': 'The file of this image cannot be read.',
  'problem.internal':
    'Something went wrong in the program. Try again; if it stays so, keep the details.',
  'problem.interrupted': 'The program ended while this was running. Start it again.',
  'problem.invalid-input': 'Something in the input is not as expected; see the details.',
  'problem.invalid-request': 'The engine did not understand what was asked.',
  'problem.invalid-strategy-value':
    'A number is out of the range of its strategy; see the details.',
  'problem.job-ended': 'That work has ended already.',
  'problem.job-not-ended': 'That work is still going on.',
  'problem.kept-net-differs':
    'The net at hand was made for other settings and cannot be kept. Train from the beginning.',
  'problem.label-not-applicable':
    'One label for all is for a plain folder of images; these say themselves which is which. Leave the label out.',
  'problem.layout-mismatch':
    'The folder does not have that layout. Choose another layout, or let Lunka find out.',
  'problem.names-fit-nothing': 'The pattern fits no name. Nothing was imported.',
  'problem.names-impossible-time':
    'Read by this pattern, names hold times that no calendar has. Nothing was imported.',
  'problem.names-malformed': 'The pattern of names is malformed; see the details.',
  'problem.no-better-cut':
    'No cut lets more of the confirmed normals pass and finds as many of the known leaks. Retrain instead.',
  'problem.network': 'The engine does not answer. Check that Lunka is still running.',
  'problem.no-detector': 'There is no detector yet. Train one first.',
  'problem.no-images': 'There are no images in that folder.',
  'problem.no-project': 'No project is open.',
  'problem.no-shift': 'No shift has been scored. Score one first.',
  'problem.no-useful-cut': 'The strategy finds no useful cut; see the details.',
  'problem.normals-all-alike':
    'All images labelled normal are of one view. Label images of other views normal.',
  'problem.not-a-decision': 'That entry is an undo itself. Redo takes it back.',
  'problem.not-a-file': 'There is a folder of that name. Add the name of a file.',
  'problem.not-admitted':
    'Lunka was started anew since this page was opened. Open the address that it printed.',
  'problem.not-found': 'That is not there any more.',
  'problem.nothing-to-redo': 'There is nothing to redo.',
  'problem.nothing-to-sample':
    'There is nothing to draw from: no image without a label lies below the threshold.',
  'problem.nothing-to-undo': 'There is nothing to undo.',
  'problem.other-project':
    'Another project is open now, from another tab or window. Nothing was stored.',
  'problem.project-closed': 'The project has been closed.',
  'problem.project-damaged':
    "The project's database is damaged. Put back the newest file of its backups folder.",
  'problem.project-exists': 'That folder already holds a project. Open it instead.',
  'problem.project-in-use': 'Another window or process has this project open. Close it there.',
  'problem.project-newer': 'A newer version of Lunka made this project. Update Lunka to open it.',
  'problem.project-not-writable':
    'The project cannot be written to. Mend the permissions, or copy it to a disk that can be written.',
  'problem.project-not-found': 'That folder holds no project. Choose another or make a new one.',
  'problem.scorer-does-not-fit':
    'The scorer cannot be fitted to this net and these images; see the details.',
  'problem.too-few-confirmed':
    'Too few normals have been confirmed in the newest shifts. Review more of them first.',
  'problem.too-few-leaks':
    'The strategy needs a leak held out of the fit. Label some and train again.',
  'problem.too-few-normals': 'Training needs more images labelled normal; see the details.',
  'problem.training-diverged':
    'The loss was no number in the first epoch: the learning rate is too high. Lower it.',
  'problem.two-meanings-of-normal': 'Choose either a digit that is normal or noise, not both.',
  'problem.unknown-class-folder':
    'A folder has a name that says no class. Rename it, or import as one folder of images.',
  'problem.unknown-image': 'There is no such image in this project.',
  'problem.unknown-shift': 'There is no such shift in this project.',
  'problem.recheck-answered': 'That answer was given already.',
  'problem.recheck-obsolete': 'The image was labelled anew since; label it as any other.',
  'problem.request-reused': 'That key has been used for another decision. Try again.',
  'problem.unreachable-rates': 'No cut reaches these rates; see the details.',
  'problem.view-exists': 'A view of that name is there already. Choose another name.',
} satisfies Record<string, Message>;
